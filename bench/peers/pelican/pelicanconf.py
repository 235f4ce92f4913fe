"""The settings of the site for Pelican."""

import calendar
import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SITENAME = "Annotated Briefs"
SITEURL = ""
CANONICAL = "https://briefs.example"
PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
THEME_STATIC_DIR = "."
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
DEFAULT_PAGINATION = 50
ARTICLE_PATHS = ["briefs"]
USE_FOLDER_AS_CATEGORY = False
ARTICLE_URL = "briefs/{slug}/"
ARTICLE_SAVE_AS = "briefs/{slug}/index.html"
TAG_URL = "entities/{slug}/"
TAG_SAVE_AS = "entities/{slug}/index.html"
TAGS_SAVE_AS = "entities/index.html"
CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = ARCHIVES_SAVE_AS = AUTHORS_SAVE_AS = CATEGORIES_SAVE_AS = ""
PAGINATED_TEMPLATES = {"index": None}
PAGINATION_PATTERNS = ((1, "/", "index.html"), (2, "/page/{number}/", "page/{number}/index.html"))
DIRECT_TEMPLATES = ["index", "tags", "sitemap"]
SITEMAP_SAVE_AS = "sitemap.xml"
FEED_DOMAIN = CANONICAL
FEED_ALL_ATOM = "feed.xml"
FEED_MAX_ITEMS = 20
RSS_FEED_SUMMARY_ONLY = True
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TAG_FEED_ATOM = None
EXTENSIONS: dict[str, dict[str, str]] = {"markdown.extensions.extra": {}, "markdown.extensions.meta": {}}
MARKDOWN = {"extension_configs": EXTENSIONS, "output_format": "html5"}
CACHE_CONTENT = LOAD_CONTENT_CACHE = True
CONTENT_CACHING_LAYER = "generator"
CHECK_MODIFIED_METHOD = "mtime"
ENTITIES = json.loads((HERE / "entities.json").read_text())
TOPICS = json.loads((HERE / "topics.json").read_text())


def events(article: Any) -> list[tuple[str, str, list[str]]]:
    """The article's timeline as [(date, text, [entity ids])]."""
    value = getattr(article, "timeline", [])
    rows = [row.split(" | ") for row in ([value] if isinstance(value, str) else value)]
    return [(date.strip(), text, ids.split(",")) for date, text, ids in rows]


def merged(articles: list[Any], entity: str) -> list[tuple[str, str, Any]]:
    """The events of an entity over all articles, by date."""
    rows = [(d, text, a) for a in articles for d, text, ids in events(a) if entity in ids]
    return sorted(rows, key=lambda row: row[0])


def longdate(iso: str) -> str:
    """A date in words."""
    year, month, day = map(int, iso.split("-"))
    return f"{day} {calendar.month_name[month]} {year}"


JINJA_FILTERS = {"events": events, "merged": merged, "longdate": longdate}
JINJA_ENVIRONMENT = {"trim_blocks": True, "lstrip_blocks": True, "autoescape": False}
