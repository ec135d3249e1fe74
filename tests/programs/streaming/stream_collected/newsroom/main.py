import asyncio

from editor import Editor


async def main():
    editor = Editor()
    print(*await editor.headline("the flood"))
    print(await editor.letter("the bridge"))


asyncio.run(main())
