"""What runs while nobody waits: commands, tasks of queues, timetables and flows, tests."""

from __future__ import annotations

from claudelint.linking.frameworks import ANY, COMMAND, ROUTE, SCHEDULED, TASK, TEST, Framework, each

_COMMANDS = (
    Framework(
        "Click",
        ("click", "asyncclick", "rich_click"),
        makers=frozenset({"Group", "RichGroup", "CommandCollection"}),
        methods=each(COMMAND, "command group"),
        decorators=each(COMMAND, "command group"),
    ),
    Framework(
        "Typer",
        ("typer",),
        makers=frozenset({"Typer"}),
        methods=each(COMMAND, "command callback"),
        calls={"run": COMMAND},
    ),
    Framework(
        "Cyclopts",
        ("cyclopts",),
        makers=frozenset({"App"}),
        methods=each(COMMAND, "command default"),
        calls={"run": COMMAND},
    ),
    Framework("Fire", ("fire",), calls={"Fire": COMMAND}),
    Framework(
        "argparse",
        ("argparse",),
        makers=frozenset({"ArgumentParser"}),
        methods={"set_defaults": COMMAND},
    ),
    Framework("Invoke", ("invoke",), decorators={"task": COMMAND}),
    Framework("Flask", ("flask", "quart"), decorators={"with_appcontext": COMMAND}),
    Framework(
        "Django",
        ("django",),
        bases=dict.fromkeys(
            ("BaseCommand", "LabelCommand", "AppCommand"), each(COMMAND, "handle handle_label handle_app_config")
        ),
        decorators={"task": TASK},
    ),
)  # fmt: skip

_QUEUES = (
    Framework(
        "Celery",
        ("celery",),
        makers=frozenset({"Celery", "current_app"}),
        methods=each(TASK, "task register_task"),
        decorators={"shared_task": TASK},
        bases={"Task": {"run": TASK}},
    ),
    Framework(
        "RQ",
        ("rq", "django_rq"),
        makers=frozenset({"Queue", "get_queue", "get_scheduler"}),
        methods=each(TASK, "enqueue enqueue_call enqueue_at enqueue_in"),
        decorators={"job": TASK},
        calls={"enqueue": TASK},
    ),
    Framework(
        "RQ",
        ("rq_scheduler",),
        makers=frozenset({"Scheduler"}),
        methods=each(TASK, "enqueue_at enqueue_in") | each(SCHEDULED, "schedule cron"),
    ),
    Framework(
        "Dramatiq",
        ("dramatiq",),
        decorators={"actor": TASK},
        bases={"GenericActor": {"perform": TASK}},
    ),
    Framework(
        "Huey",
        ("huey",),
        makers=frozenset(
            {"Huey", "RedisHuey", "SqliteHuey", "MemoryHuey", "FileHuey", "PriorityRedisHuey", "RedisExpireHuey",
             "PostgresHuey", "CySqliteHuey", "PriorityRedisExpireHuey"}
        ),
        methods={"task": TASK, "context_task": TASK, "periodic_task": SCHEDULED},
        decorators=each(TASK, "task db_task") | each(SCHEDULED, "periodic_task db_periodic_task"),
    ),
    Framework("arq", ("arq",), calls={"func": TASK, "cron": SCHEDULED}),
    Framework(
        "Taskiq",
        ("taskiq", "taskiq_redis", "taskiq_aio_pika", "taskiq_nats"),
        makers=frozenset({ANY}),
        methods=each(TASK, "task register_task"),
    ),
    Framework(
        "Procrastinate",
        ("procrastinate",),
        makers=frozenset({"App", "Blueprint"}),
        methods={"task": TASK, "periodic": SCHEDULED},
    ),
    Framework(
        "FastStream",
        ("faststream",),
        makers=frozenset({"KafkaBroker", "RabbitBroker", "NatsBroker", "RedisBroker"}),
        methods={"subscriber": TASK},
    ),
    Framework("Faust", ("faust",), makers=frozenset({"App"}), methods={"agent": TASK, "timer": SCHEDULED}),
)  # fmt: skip

_TIMETABLES = (
    Framework(
        "APScheduler",
        ("apscheduler",),
        makers=frozenset({ANY}),
        methods=each(SCHEDULED, "add_job scheduled_job add_schedule"),
    ),
    Framework(
        "schedule",
        ("schedule",),
        makers=frozenset({"every", "Scheduler"}),
        methods={"do": SCHEDULED},
        decorators={"repeat": SCHEDULED},
    ),
    Framework("aiocron", ("aiocron",), decorators={"crontab": SCHEDULED}),
    Framework(
        "Airflow",
        ("airflow",),
        decorators=each(
            SCHEDULED, "task python virtualenv external_python branch short_circuit sensor docker kubernetes"
        ),
        calls=dict.fromkeys(
            ("PythonOperator", "PythonVirtualenvOperator", "ExternalPythonOperator", "BranchPythonOperator",
             "ShortCircuitOperator", "PythonSensor"),
            SCHEDULED,
        ),
        bases=dict.fromkeys(("BaseOperator", "BaseSensorOperator"), each(SCHEDULED, "execute poke")),
        keywords=frozenset({"python_callable"}),
    ),
    Framework("Prefect", ("prefect",), decorators=each(SCHEDULED, "flow task"), inner=frozenset({"task"})),
    Framework("Dagster", ("dagster",), decorators=each(SCHEDULED, "op asset multi_asset sensor schedule asset_check")),
    Framework("Metaflow", ("metaflow",), decorators={"step": SCHEDULED}),
    Framework("Luigi", ("luigi",), bases=dict.fromkeys(("Task", "ExternalTask", "WrapperTask"), each(SCHEDULED, "run"))),
    Framework("Temporal", ("temporalio",), decorators={"defn": TASK, "run": TASK}),
    Framework(
        "Modal",
        ("modal",),
        makers=frozenset({"App", "Stub"}),
        methods={"function": TASK, "local_entrypoint": COMMAND},
        decorators={"method": TASK} | each(ROUTE, "fastapi_endpoint web_endpoint"),
    ),
)  # fmt: skip

_TESTS = (
    Framework("pytest", ("pytest", "pytest_asyncio"), decorators={"fixture": TEST}),
    Framework(
        "unittest",
        ("unittest", "django", "rest_framework"),
        bases=dict.fromkeys(
            ("TestCase", "IsolatedAsyncioTestCase", "SimpleTestCase", "TransactionTestCase", "LiveServerTestCase",
             "APITestCase", "APISimpleTestCase"),
            {"test*": TEST} | each(TEST, "setUp tearDown asyncSetUp asyncTearDown setUpClass tearDownClass setUpTestData"),
        ),
    ),
)  # fmt: skip

WORKING = (*_COMMANDS, *_QUEUES, *_TIMETABLES, *_TESTS)
