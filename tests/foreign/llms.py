"""llms-txt's own parser reads the page on the standard input; prints its parts as JSON."""

import json
import sys

from llms_txt import parse_llms_file

page = parse_llms_file(sys.stdin.read())
sections = {name: [dict(link) for link in links] for name, links in page.sections.items()}
print(json.dumps({"title": page.title, "summary": page.summary, "sections": sections}))
