"""The `mcp` package's client: connects, lists, calls; prints what it met as JSON.

python mcp_client.py <address> <mode: auto, legacy or a release>
"""

import asyncio
import json
import sys

from mcp import Client


async def main(address: str, mode: str) -> None:
    async with Client(address, mode=mode) as client:
        tools = await client.list_tools()
        found = await client.call_tool("search_catalog", {"catalog": {"query": "blue boots 42"}})
        one = await client.call_tool("get_product", {"catalog": {"id": "fjell-2"}})
        said = await client.call_tool("ask_business", {"ask": {"query": "How long is delivery?"}})
        wrong = await client.call_tool("search_catalog", {"catalog": {}})
        print(
            json.dumps(
                {
                    "version": client.protocol_version,
                    "tools": [tool.name for tool in tools.tools],
                    "found": found.structured_content,
                    "product": one.structured_content,
                    "said": said.structured_content,
                    "wrong": [wrong.is_error, wrong.content[0].text],
                }
            )
        )


asyncio.run(main(*sys.argv[1:]))
