"""Frameworks in which a person talks or clicks: pages made of Python, and bots in the chats of others."""

from __future__ import annotations

from claudelint.linking.frameworks import (
    ANY,
    CHAINLIT,
    GRADIO,
    MESSAGE,
    NOTICE,
    PAGE,
    SCHEDULED,
    WHOLE_ROUTE,
    Framework,
    each,
)

# what a message of the service itself announces, as against one that a person sent
_SPOKEN = each(MESSAGE, "on_message on_message_edit on_interaction on_application_command on_thread_create")
_DISCORD_COMMANDS = each(
    MESSAGE,
    "command hybrid_command group hybrid_group slash_command user_command message_command context_menu "
    "button select subcommand component_callback modal_callback message_context_menu user_context_menu",
)
_UPDATES = (
    "message callback_query inline_query business_message channel_post edited_message edited_channel_post"
)

_PAGES = (
    Framework(
        "Streamlit",
        ("streamlit",),
        calls={ANY: PAGE},
        makers=frozenset({"sidebar", "columns", "container", "tabs", "expander", "form", "empty", "popover"}),
        methods=each(
            PAGE,
            "button checkbox selectbox radio slider text_input text_area chat_input form_submit_button toggle "
            "multiselect file_uploader number_input select_slider date_input data_editor download_button pills "
            "segmented_control audio_input",
        ),
        keywords=frozenset({"on_click", "on_change", "on_select", "on_submit"}),
    ),
    Framework("Streamlit", ("streamlit",), calls={"Page": PAGE}),
    Framework(
        "Gradio",
        ("gradio",),
        makers=frozenset({ANY}),
        methods={ANY: GRADIO},
        decorators=each(GRADIO, "on render"),
        calls=each(GRADIO, "Interface ChatInterface on api"),
    ),
    Framework(
        "Chainlit",
        ("chainlit",),
        decorators=each(
            CHAINLIT,
            "on_message on_chat_start on_chat_resume action_callback on_settings_update on_audio_chunk on_audio_end",
        ),
    ),
    # a callback answers the browser with the whole of what it changes
    Framework(
        "Dash",
        ("dash", "dash_extensions"),
        makers=frozenset({"Dash", "DashProxy"}),
        methods={"callback": WHOLE_ROUTE},
        decorators={"callback": WHOLE_ROUTE},
    ),
)

_BOTS = (
    Framework(
        "Discord",
        ("discord", "nextcord", "disnake", "interactions"),
        makers=frozenset({ANY}),
        methods=_DISCORD_COMMANDS | each(NOTICE, "event listen listener add_listener"),
        decorators=_DISCORD_COMMANDS | each(NOTICE, "listener listen") | {"loop": SCHEDULED},
        bases=dict.fromkeys(
            ("Client", "AutoShardedClient", "Bot", "AutoShardedBot", "InteractionBot"), _SPOKEN | {"on_*": NOTICE}
        )
        | dict.fromkeys(("View", "Button", "Select", "Modal"), each(MESSAGE, "callback on_submit")),
        events=_SPOKEN | {"message_create": MESSAGE},
    ),
    Framework(
        "Slack",
        ("slack_bolt",),
        makers=frozenset({"App", "AsyncApp", "Assistant", "AsyncAssistant"}),
        methods=each(
            MESSAGE,
            "message event command action block_action view view_submission shortcut global_shortcut message_shortcut "
            "function options dialog_submission user_message thread_started",
        ),
    ),
    Framework(
        "Telegram",
        ("telegram",),
        makers=frozenset({ANY}),
        methods=each(SCHEDULED, "run_repeating run_daily run_monthly run_once"),
        calls=each(
            MESSAGE,
            "MessageHandler CommandHandler CallbackQueryHandler InlineQueryHandler PrefixHandler RegexHandler "
            "TypeHandler StringCommandHandler StringRegexHandler",
        ),
    ),
    Framework(
        "Telegram",
        ("aiogram",),
        makers=frozenset({"Dispatcher", "Router"}),
        methods=each(MESSAGE, f"{_UPDATES} message_handler callback_query_handler inline_handler register"),
    ),
    Framework(
        "Telegram",
        ("telebot",),
        makers=frozenset({"TeleBot", "AsyncTeleBot"}),
        methods=each(
            MESSAGE,
            "message_handler edited_message_handler callback_query_handler inline_handler channel_post_handler "
            "register_message_handler register_callback_query_handler register_inline_handler "
            "register_next_step_handler register_next_step_handler_by_chat_id business_message_handler",
        ),
    ),
    Framework(
        "Telegram",
        ("telethon", "pyrogram"),
        makers=frozenset({"TelegramClient", "Client"}),
        methods=each(MESSAGE, "on add_event_handler on_message on_edited_message on_callback_query"),
        decorators=each(MESSAGE, "on_message on_edited_message on_callback_query"),
        calls=each(MESSAGE, "MessageHandler CallbackQueryHandler"),
    ),
    Framework(
        "WhatsApp",
        ("pywa", "pywa_async"),
        makers=frozenset({"WhatsApp"}),
        methods=each(MESSAGE, "on_message on_callback_button on_callback_selection"),
        decorators=each(MESSAGE, "on_message on_callback_button on_callback_selection"),
        calls=each(MESSAGE, "MessageHandler CallbackButtonHandler"),
    ),
    Framework(
        "LINE", ("linebot",), makers=frozenset({"WebhookHandler"}), methods=each(MESSAGE, "add default")
    ),
    Framework(
        "Bot Framework",
        ("botbuilder",),
        bases=dict.fromkeys(
            ("ActivityHandler", "TeamsActivityHandler"),
            each(MESSAGE, "on_message_activity on_turn") | {"on_members_added_activity": NOTICE},
        ),
    ),
    Framework(
        "Twitch",
        ("twitchio",),
        makers=frozenset({"Bot", "Client"}),
        methods={"command": MESSAGE, "event": NOTICE},
        decorators={"command": MESSAGE},
        bases={"Bot": {"event_message": MESSAGE}, "Client": {"event_message": MESSAGE}},
        events={"event_message": MESSAGE},
    ),
)  # fmt: skip

CHATTING = (*_PAGES, *_BOTS)

# what of Streamlit shows nothing: a module that uses no more of it is no page
SILENT_STREAMLIT = frozenset({"cache", "cache_data", "cache_resource", "experimental_memo", "experimental_singleton",
                              "get_option", "set_option", "fragment", "dialog"})  # fmt: skip
# what sends a message by a chat service, or makes the answer that the service sends on
SENDERS = frozenset(
    {"twilio.MessagingResponse", "twilio.VoiceResponse", "slack_sdk.chat_postMessage", "slack_sdk.chat_update",
     "slack_sdk.chat_postEphemeral", "slack.chat_postMessage", "twilio.create", "telegram.send_message",
     "telegram.reply_text", "aiogram.send_message", "telebot.send_message", "heyoo.send_message",
     "linebot.reply_message", "linebot.push_message", "vonage.send", "vonage.send_message"}
)  # fmt: skip
# where the programming interfaces of such services are; addresses of web hooks tell nobody who asked
SENDING_HOSTS = (
    "graph.facebook.com",
    "api.telegram.org",
    "slack.com/api/chat.",
    "api.twilio.com",
    "api.line.me",
)
