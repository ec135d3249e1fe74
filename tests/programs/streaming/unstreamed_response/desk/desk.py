import anthropic
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

client = anthropic.AsyncAnthropic()


async def answer(request):
    question = (await request.body()).decode()
    message = await client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=4096,
        messages=[{"role": "user", "content": question}],
    )
    return PlainTextResponse(message.content[0].text)


app = Starlette(routes=[Route("/answer", answer, methods=["POST"])])
