"""Frameworks that answer requests: web servers, websockets, functions in the cloud."""

from __future__ import annotations

from claudelint.linking.frameworks import (
    CLOUD_FUNCTION,
    COMMAND,
    CONNECTING,
    ROUTE,
    SCHEDULED,
    SOCKET_EVENT,
    SOCKET_MESSAGE,
    TOOL,
    WEBSOCKET,
    WHOLE_ROUTE,
    Framework,
    each,
)

_VERBS = "get post put patch delete head options"
_ROUTES = each(ROUTE, f"{_VERBS} route")
_VERB_METHODS = each(ROUTE, _VERBS)
# the commands are those of `app.cli`
_LINKED = (
    each(ROUTE, "endpoint add_url_rule")
    | each(COMMAND, "command group")
    | {"websocket": WEBSOCKET, "add_websocket": WEBSOCKET}
)
_EVENTS = each(CONNECTING, "connect disconnect")
_NAMESPACE = each(CONNECTING, "on_connect on_disconnect") | {"on_*": SOCKET_EVENT}
_GENERIC_VIEW = _VERB_METHODS | each(ROUTE, "dispatch form_valid get_context_data")
_REST_VIEW = _VERB_METHODS | each(
    ROUTE, "list create retrieve update partial_update destroy perform_create perform_update"
)
_CONSUMER = each(SOCKET_MESSAGE, "receive receive_json") | {"connect": CONNECTING, "disconnect": CONNECTING}

_WEB = (
    Framework(
        "FastAPI",
        ("fastapi",),
        makers=frozenset({"FastAPI", "APIRouter"}),
        methods=_ROUTES
        | each(ROUTE, "trace api_route add_api_route add_route")
        | each(WEBSOCKET, "websocket websocket_route add_api_websocket_route add_websocket_route"),
        calls={"APIRoute": ROUTE, "APIWebSocketRoute": WEBSOCKET},
    ),
    Framework(
        "Starlette",
        ("starlette",),
        makers=frozenset({"Starlette", "Router"}),
        methods=each(ROUTE, "route add_route") | each(WEBSOCKET, "websocket_route add_websocket_route"),
        calls={"Route": ROUTE, "WebSocketRoute": WEBSOCKET},
        bases={"HTTPEndpoint": _VERB_METHODS, "WebSocketEndpoint": {"on_receive": SOCKET_MESSAGE}},
    ),
    Framework(
        "Flask",
        ("flask", "flask_restx", "flask_smorest", "flask_openapi3", "apiflask", "flask_sock"),
        makers=frozenset(
            {"Flask", "Blueprint", "Namespace", "Api", "OpenAPI", "APIBlueprint", "APIFlask", "Sock"}
        ),
        methods=_ROUTES | _LINKED,
        bases={"MethodView": _VERB_METHODS, "View": {"dispatch_request": ROUTE}, "Resource": _VERB_METHODS},
    ),
    Framework("Flask", ("flask_restful",), bases={"Resource": _VERB_METHODS}),
    Framework("Flask", ("flask_classful",), bases={"FlaskView": {"*": ROUTE}}),
    Framework(
        "Quart",
        ("quart",),
        makers=frozenset({"Quart", "Blueprint"}),
        methods=_ROUTES | _LINKED,
        bases={"MethodView": _VERB_METHODS, "View": {"dispatch_request": ROUTE}},
    ),
    Framework(
        "Django",
        ("django",),
        decorators=each(
            ROUTE,
            "csrf_exempt csrf_protect ensure_csrf_cookie require_http_methods require_GET require_POST require_safe "
            "login_required permission_required user_passes_test never_cache cache_page",
        ),
        calls=each(ROUTE, "path re_path url"),
        bases=dict.fromkeys(
            ("View", "TemplateView", "FormView", "CreateView", "UpdateView", "DeleteView", "DetailView", "ListView",
             "RedirectView"),
            _GENERIC_VIEW,
        ),
    ),
    Framework(
        "Django",
        ("rest_framework",),
        decorators=each(ROUTE, "api_view action"),
        bases=dict.fromkeys(
            ("APIView", "GenericAPIView", "ViewSet", "GenericViewSet", "ModelViewSet", "ReadOnlyModelViewSet",
             "CreateAPIView", "ListAPIView", "RetrieveAPIView", "UpdateAPIView", "DestroyAPIView",
             "ListCreateAPIView", "RetrieveUpdateAPIView", "RetrieveDestroyAPIView",
             "RetrieveUpdateDestroyAPIView"),
            _REST_VIEW,
        ),
    ),
    Framework(
        "Django",
        ("ninja", "ninja_extra"),
        makers=frozenset({"NinjaAPI", "NinjaExtraAPI", "Router"}),
        methods=_VERB_METHODS | each(ROUTE, "api_operation add_api_operation"),
        decorators=each(ROUTE, "http_get http_post http_put http_patch http_delete"),
    ),
    Framework(
        "Django",
        ("channels",),
        bases=dict.fromkeys(
            ("WebsocketConsumer", "AsyncWebsocketConsumer", "JsonWebsocketConsumer", "AsyncJsonWebsocketConsumer"),
            _CONSUMER,
        )
        | {"AsyncHttpConsumer": {"handle": ROUTE}},
    ),
    Framework(
        "aiohttp",
        ("aiohttp",),
        makers=frozenset({"Application", "RouteTableDef", "UrlDispatcher"}),
        methods=_ROUTES
        | each(ROUTE, "view add_get add_post add_put add_patch add_delete add_head add_options add_route"),
        calls=_ROUTES,
        bases={"View": _VERB_METHODS},
    ),
    Framework(
        "Sanic",
        ("sanic",),
        makers=frozenset({"Sanic", "Blueprint", "get_app"}),
        methods=_ROUTES | each(ROUTE, "add_route") | each(WEBSOCKET, "websocket add_websocket_route"),
        bases={"HTTPMethodView": _VERB_METHODS},
    ),
    Framework(
        "Tornado",
        ("tornado",),
        bases={
            "RequestHandler": _VERB_METHODS | each(ROUTE, "prepare"),
            "WebSocketHandler": {"on_message": SOCKET_MESSAGE, "open": CONNECTING},
        },
    ),
    Framework(
        "Litestar",
        ("litestar", "starlite"),
        decorators=_ROUTES | each(WEBSOCKET, "websocket websocket_stream") | {"websocket_listener": SOCKET_MESSAGE},
        bases={"WebsocketListener": {"on_receive": SOCKET_MESSAGE}},
    ),
    Framework(
        "Bottle",
        ("bottle",),
        makers=frozenset({"Bottle"}),
        methods=_ROUTES,
        decorators=_ROUTES,
    ),
    Framework("Pyramid", ("pyramid",), decorators={"view_config": ROUTE}),
    Framework(
        "HTTP server",
        ("http",),
        bases=dict.fromkeys(
            ("BaseHTTPRequestHandler", "SimpleHTTPRequestHandler"), each(ROUTE, "do_GET do_POST do_PUT do_PATCH")
        ),
    ),
)  # fmt: skip

_SOCKETS = (
    Framework("websockets", ("websockets",), calls=each(WEBSOCKET, "serve unix_serve route unix_route")),
    Framework(
        "Socket.IO",
        ("socketio", "flask_socketio"),
        makers=frozenset({"Server", "AsyncServer", "SocketIO"}),
        methods=each(SOCKET_EVENT, "event on on_event"),
        bases=dict.fromkeys(("Namespace", "AsyncNamespace"), _NAMESPACE),
        events=_EVENTS,
    ),
)  # fmt: skip

_CLOUD = (
    Framework(
        "AWS Lambda",
        ("aws_lambda_powertools",),
        makers=frozenset(
            {"Logger", "Tracer", "Metrics", "APIGatewayRestResolver", "APIGatewayHttpResolver", "ApiGatewayResolver",
             "ALBResolver", "LambdaFunctionUrlResolver", "VPCLatticeResolver", "VPCLatticeV2Resolver", "AppSyncResolver",
             "BedrockAgentResolver", "Router"}
        ),
        methods=each(CLOUD_FUNCTION, "inject_lambda_context capture_lambda_handler log_metrics")
        | each(WHOLE_ROUTE, f"{_VERBS} route resolver"),
        decorators=each(CLOUD_FUNCTION, "event_source event_parser batch_processor async_batch_processor"),
    ),
    Framework(
        "Chalice",
        ("chalice",),
        makers=frozenset({"Chalice", "Blueprint"}),
        methods={"route": WHOLE_ROUTE, "schedule": SCHEDULED}
        | each(
            CLOUD_FUNCTION,
            "lambda_function on_sqs_message on_sns_message on_s3_event on_cw_event on_kinesis_record "
            "on_dynamodb_record",
        )
        | {"on_ws_message": SOCKET_MESSAGE, "on_ws_connect": CONNECTING},
    ),
    Framework(
        "Azure Functions",
        ("azure",),
        makers=frozenset({"FunctionApp", "Blueprint", "DFApp"}),
        methods={"route": WHOLE_ROUTE}
        | each(SCHEDULED, "timer_trigger schedule")
        | each(
            CLOUD_FUNCTION,
            "queue_trigger blob_trigger service_bus_queue_trigger service_bus_topic_trigger cosmos_db_trigger "
            "cosmos_db_trigger_v3 event_grid_trigger event_hub_message_trigger kafka_trigger sql_trigger "
            "generic_trigger activity_trigger",
        ),
    ),
    Framework(
        "Google Cloud",
        ("functions_framework",),
        decorators=each(WHOLE_ROUTE, "http typed") | {"cloud_event": CLOUD_FUNCTION},
    ),
    Framework(
        "Firebase",
        ("firebase_functions",),
        decorators=each(WHOLE_ROUTE, "on_request on_call")
        | each(
            CLOUD_FUNCTION,
            "on_document_created on_document_updated on_document_written on_object_finalized on_message_published "
            "on_task_dispatched on_value_created on_value_written",
        )
        | {"on_schedule": SCHEDULED},
    ),
)  # fmt: skip

# sources: `mcp` 1 and 2.3 (`server/fastmcp`, `server/mcpserver`, `server/lowlevel`); gofastmcp.com, "Tools"
_TOOLS = (
    Framework(
        "MCP",
        ("mcp", "fastmcp"),
        makers=frozenset({"FastMCP", "MCPServer", "Server"}),
        methods=each(TOOL, "tool add_tool call_tool resource read_resource prompt get_prompt"),
        decorators=each(TOOL, "tool resource prompt"),
    ),
    Framework(
        "MCP",
        ("mcp",),
        calls={"Server": TOOL},
        keywords=frozenset({"on_call_tool", "on_read_resource", "on_get_prompt"}),
    ),
)

SERVING = (*_WEB, *_SOCKETS, *_CLOUD, *_TOOLS)

# what puts a web application behind a gateway that takes each answer as a whole
GATEWAYS = frozenset({"mangum.Mangum", "mangum.adapter.Mangum", "apig_wsgi.make_lambda_handler"})
# types by which Azure's functions say what starts them
AZURE_TYPES = {
    "azure.functions.HttpRequest": WHOLE_ROUTE,
    "azure.functions.TimerRequest": SCHEDULED,
    "azure.functions.QueueMessage": CLOUD_FUNCTION,
    "azure.functions.InputStream": CLOUD_FUNCTION,
    "azure.functions.EventGridEvent": CLOUD_FUNCTION,
    "azure.functions.EventHubEvent": CLOUD_FUNCTION,
    "azure.functions.ServiceBusMessage": CLOUD_FUNCTION,
}
