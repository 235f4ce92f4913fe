"""Pictures: sizes and formats, nothing told beside them, nothing broken or dangerous let through, made once."""

from __future__ import annotations

import io
import re
import struct
import zlib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from briefgen.build import Options, Result, build
from briefgen.engine import extras
from briefgen.engine.fingerprint import digest_of
from briefgen.live import Live
from briefgen.pictures import cards, encode
from briefgen.pictures.header import header
from briefgen.pictures.strip import orientation, strip
from briefgen.pictures.svg import UnsafeSvgError, judge
from conftest import MakeSite

NOW = Options(now="2024-09-01")
FRONT = "---\ntitle: A walk\ndate: 2024-08-28\n{more}---\n{body}\n"


@lru_cache
def photo(kind: str = "JPEG", size: tuple[int, int] = (1000, 500), turned: int = 1, **more) -> bytes:
    """A picture with its upper left quarter red, taken by a camera that knows where it is."""
    image = Image.effect_noise(size, 40).convert("RGB")
    image.paste((220, 20, 20), (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x0112] = turned
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0)})
    saved = io.BytesIO()
    if kind == "JPEG":
        more["comment"] = b"SecretComment"
    image.save(saved, kind, exif=exif, **more)
    return saved.getvalue()


@pytest.fixture
def site(make_site: MakeSite):
    """A site of one brief with files beside it, and a function that builds it."""

    def make(files: dict[str, bytes], body: str = "![A dog](dog.jpg)", more: str = "", settings: str = "") -> Path:
        root = make_site({"briefgen.yaml": f"base_url: https://example.org/\n{settings}",
                          "content/briefs/walk.md": FRONT.format(more=more, body=body)})  # fmt: skip
        for path, data in files.items():
            file = root / (path if "/" in path else f"content/briefs/{path}")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        return root

    return make


def page(root: Path) -> str:
    return (root / "site/2024/08/walk/index.html").read_text(encoding="utf-8")


def codes(result: Result) -> list[tuple[str, str, int]]:
    return [(f.diagnostic.code, f.diagnostic.place.path, f.diagnostic.place.line) for f in result.findings]


def test_a_picture_is_offered_in_sizes_and_modern_formats(site):
    root = site({"dog.jpg": photo()}, body='Words.\n\n![A dog](dog.jpg "At noon")\n\nIn ![a line](dog.jpg) too.')
    assert build(root, NOW).ok
    html = page(root)

    assert html.count('<figure class="picture"><picture><source type="image/avif" srcset="') == 1
    assert "<figcaption>At noon</figcaption>" in html
    assert html.count('alt="A dog" width="1000" height="500" loading="lazy"') == 1
    found = re.findall(r'srcset="([^"]+)"', html)[:2]
    for srcset, ending, widths in zip(found, ("avif", "jpg"), ((400, 800, 1000), (400, 800, 1000)), strict=True):
        offered = [one.strip().split(" ") for one in srcset.split(",")]
        assert [int(width[:-1]) for _, width in offered] == list(widths)
        for link, width in offered:
            assert link.endswith(f".{ending}")
            with Image.open((root / "site/2024/08/walk" / link).resolve()) as image:
                assert image.size == (int(width[:-1]), int(width[:-1]) // 2)


def test_the_picture_of_a_brief_comes_at_once_with_caption_and_credit(site):
    more = "image: {src: dog.jpg, alt: A dog, caption: At noon, credit: A Person, licence: CC0}\n"
    root = site({"dog.jpg": photo()}, body="![Again](dog.jpg)", more=more)
    assert build(root, NOW).ok

    lead, body = re.findall(r"<img [^>]*>", page(root))
    assert 'fetchpriority="high"' in lead
    assert "lazy" not in lead
    assert 'loading="lazy"' in body
    assert '<figcaption>At noon <span class="credit">A Person, CC0</span></figcaption>' in page(root)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_is_told_beside_a_picture(site, kind: str):
    name = f"dog.{kind.lower()}"
    body = f"![A dog]({name}) [its file]({name}) ![From elsewhere](/{name}) [only linked](linked.jpg)"
    files = {name: photo(kind), f"static/{name}": photo(kind), "linked.jpg": photo()}
    root = site(files, body=body)
    assert build(root, NOW).ok

    published = [f for f in (root / "site").rglob("*") if f.suffix in (f".{kind.lower()}", ".jpg", ".avif")]
    assert len(published) > 5
    for file in published:
        with Image.open(file) as image:
            assert not image.getexif(), file
            assert "xmp" not in image.info
        assert b"Secret" not in file.read_bytes(), file
    with Image.open(root / "site" / name) as clean, Image.open(io.BytesIO(photo(kind))) as told:
        assert told.getexif()
        assert ImageChops.difference(clean.convert("RGB"), told.convert("RGB")).getbbox() is None


@pytest.mark.parametrize("turned", range(1, 9))
def test_pictures_stand_upright(site, turned: int):
    root = site({"dog.jpg": photo(size=(500, 300), turned=turned)})
    assert build(root, NOW).ok

    size = (300, 500) if turned >= 5 else (500, 300)
    assert f'width="{size[0]}" height="{size[1]}"' in page(root)
    corner = {1: (1, 1), 2: (-2, 1), 3: (-2, -2), 4: (1, -2), 5: (1, 1), 6: (-2, 1), 7: (-2, -2), 8: (1, -2)}[turned]
    for file in [root / "site/2024/08/walk/dog.jpg", *(root / "site/assets/pictures").iterdir()]:
        with Image.open(file) as image:
            assert image.size[0] * size[1] == pytest.approx(image.size[1] * size[0], abs=size[1])
            at = tuple(int(c) if c > 0 else image.size[n] + c for n, c in enumerate(corner))
            red, green, blue = image.convert("RGB").getpixel(at)
            assert red > 150, (file, at)
            assert max(green, blue) < 110


def test_a_picture_that_moves_stays_as_it_is(site):
    saved = io.BytesIO()
    frames = [Image.new("RGB", (500, 60), color) for color in ("red", "green", "blue")]
    frames[0].save(saved, "GIF", save_all=True, append_images=frames[1:], duration=90)
    root = site({"dog.gif": saved.getvalue()}, body="![A dog](dog.gif)")
    assert build(root, NOW).ok

    html = page(root).replace("../../../2024/08/walk/", "")
    assert '<img src="dog.gif" alt="A dog" width="500" height="60"' in html
    assert (root / "site/2024/08/walk/dog.gif").read_bytes() == saved.getvalue()


BOMB = b"\x89PNG\r\n\x1a\n" + b"".join(
    struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d))
    for k, d in ((b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(bytes(99))),
                 (b"IEND", b""))
)  # fmt: skip
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">{}</svg>'


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("dog.jpg", photo()[:3000], "F10"),
        ("dog.jpg", b"", "F10"),
        ("dog.png", b"not a picture", "F10"),
        ("dog.tiff", b"II*\0" + bytes(100), "F10"),
        ("dog.png", BOMB, "F11"),
        ("dog.svg", SVG.format("<script>alert(1)</script>").encode(), "F12"),
        ("dog.svg", b"<svg", "F12"),
    ],
)
def test_what_is_broken_is_told_with_its_place(site, name: str, data: bytes, code: str):
    root = site({name: data}, body=f"Words.\n\n![A dog]({name})")
    result = build(root, NOW)

    assert not result.ok
    assert codes(result) == [(code, "content/briefs/walk.md", 7)]


@pytest.mark.parametrize(
    "inside",
    [
        "<script/>", "<SCRIPT/>", '<g onclick="x()"/>', '<a href="https://example.org/"><text>x</text></a>',
        '<use href="other.svg#x"/>', '<image href="javascript:x"/>', "<foreignObject/>", "<style>@import 'x'</style>",
        "<style>a{fill:url(https://x)}</style>", '<rect style="fill:url(http://x)"/>', "<style>\\40import 'x'</style>",
        '<animate attributeName="href" to="javascript:x"/>', '<rect fill="url( //x/y)"/>',
        '<x:script xmlns:x="http://www.w3.org/2000/svg"/>', '<set attributeName="xlink:href" to="data:text/html,x"/>',
    ],
)  # fmt: skip
def test_drawings_that_could_run_or_fetch_something_are_refused(inside: str):
    with pytest.raises(UnsafeSvgError):
        judge(SVG.format(inside).encode())


@pytest.mark.parametrize(
    ("text", "size"),
    [
        (SVG.format('<style>.a{fill:url(#b)}</style><rect class="a" onlyx="1"/>').replace("onlyx", "data-x"), (20, 10)),
        (SVG.format("").replace("viewBox", 'width="30px" height="40.4" viewBox'), (30, 40)),
        (SVG.format('<use href="#a"/><image href="data:image/png;base64,AA=="/>'), (20, 10)),
        (SVG.format("").replace(' viewBox="0 0 20 10"', ""), (0, 0)),
        ('<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
         + SVG.format(""), (20, 10)),
    ],
)  # fmt: skip
def test_plain_drawings_pass(text: str, size: tuple[int, int]):
    assert judge(text.encode()) == size


def test_entities_are_not_expanded():
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + SVG.format("&b;")
    with pytest.raises(UnsafeSvgError, match="document type"):
        judge(bomb.encode())


@given(st.binary(max_size=400), st.sampled_from([b"", b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"<svg",
                                                 b"RIFF\x40\0\0\0WEBPVP8X", b"\0\0\0\x1cftypavif"]))  # fmt: skip
def test_any_bytes_are_judged(data: bytes, start: bytes):
    found = header(start + data)
    if found is not None:
        orientation(found.kind, start + data)
        with suppress(ValueError, struct.error):
            strip(found.kind, start + data)
    with pytest.raises(UnsafeSvgError):
        judge(start + data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_headers_tell_the_size(kind: str):
    for options in ({}, {"lossless": True}) if kind == "WEBP" else ({},):
        saved = io.BytesIO()
        Image.new("RGB", (301, 203), (9, 9, 9)).save(saved, kind, **options)
        assert header(saved.getvalue()) == (kind.lower(), 301, 203)


def test_missing_words_are_an_error_and_repeated_ones_a_warning(site):
    more = "image: {src: dog.jpg, caption: Noon}\n"
    root = site({"dog.jpg": photo()}, body="![](dog.jpg)\n\n![cat.jpg](cat.jpg)", more=more)
    (root / "content/briefs/cat.jpg").write_bytes(photo())

    assert codes(build(root, NOW)) == [("A01", "content/briefs/walk.md", 4), ("A01", "content/briefs/walk.md", 6),
                                       ("A05", "content/briefs/walk.md", 8)]  # fmt: skip
    root = site({}, body="Words.", more='image: {src: dog.jpg, alt: ""}\n')
    assert build(root, NOW).ok
    assert 'alt=""' in page(root)


def test_a_warm_build_makes_none_and_a_new_picture_only_itself(site, monkeypatch: pytest.MonkeyPatch):
    made = []
    real = encode.sizes
    monkeypatch.setattr(encode, "sizes", lambda *args: made.append(1) or list(real(*args)))
    root = site({"dog.jpg": photo(), "cat.jpg": photo(size=(640, 640))}, body="![A](dog.jpg) ![B](cat.jpg)")
    options = NOW._replace(jobs=1)
    first = build(root, options)
    assert len(made) == 2

    again = build(root, options)
    assert (len(made), again.published.written) == (2, ())
    (root / "content/briefs/cat.jpg").write_bytes(photo(size=(650, 640)))
    changed = build(root, options)
    assert len(made) == 3
    assert not any("dog" in path for path in changed.published.written)
    assert first.findings == again.findings == changed.findings

    for file in (root / ".briefgen/pictures").iterdir():
        file.write_bytes(b"{}" if file.suffix == ".json" else b"damaged")
    assert build(root, options).published.written == ()


def test_the_same_bytes_whatever_the_processes(site):
    root = site({"dog.jpg": photo(), "cat.png": photo("PNG")}, body="![A](dog.jpg) ![B](cat.png)")
    one = build(root, NOW._replace(jobs=1, output=root / "one"))
    for file in sorted((root / ".briefgen").rglob("*")):
        if file.is_file():
            file.unlink()
    two = build(root, NOW._replace(jobs=2, output=root / "two"))

    def files(folder: Path) -> dict[str, bytes]:
        return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}

    assert one.ok
    assert two.ok
    assert files(root / "one") == files(root / "two")


def test_a_foreign_cache_cannot_name_other_files(site):
    root = site({"dog.jpg": photo()})
    assert build(root, NOW).ok
    (root / "secret.txt").write_text("secret")
    for note in (root / ".briefgen/pictures").glob("*.json"):
        text = re.sub(r'"file":"\.briefgen/pictures/[^"]*"', '"file":"secret.txt"', note.read_text().partition("\n")[2])
        note.write_text(f"{digest_of(text.encode())}\n{text}")
    assert build(root, NOW).ok

    assert not any(b"secret" in f.read_bytes() for f in (root / "site").rglob("*") if f.is_file())


def test_pictures_of_drafts_are_not_published(site):
    root = site({"dog.jpg": photo()}, more="draft: true\n")
    assert build(root, NOW).ok

    assert not list((root / "site").rglob("*dog*"))


def test_without_the_extra_pictures_are_published_clean_with_one_remark(site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(extras, "pillow", lambda: "")
    root = site({"dog.jpg": photo(), "cat.jpg": photo(turned=6)}, body="![A](dog.jpg) ![B](cat.jpg)")
    result = build(root, NOW)

    assert [code for code, *_ in codes(result)] == ["F14"]
    assert 'alt="A" width="1000" height="500"' in page(root)
    assert 'alt="B" width="500" height="1000"' in page(root)
    assert "srcset" not in page(root)
    assert "og:image" not in page(root)
    for file in (root / "site/2024/08/walk").glob("*.jpg"):
        assert b"Secret" not in file.read_bytes()


def test_a_brief_is_shared_with_its_picture_or_with_a_card(site):
    root = site({"dog.jpg": photo()}, more='image: {src: dog.jpg, alt: "A dog"}\n')
    (root / "content/briefs/other.md").write_text(FRONT.format(more="summary: S\n", body="Words."))
    assert build(root, NOW).ok

    metas = r'<meta (?:property|name)="((?:og|article|twitter):[^"]*)" content="([^"]*)">'
    shared = dict(re.findall(metas, page(root)))
    assert shared.pop("og:title") == "A walk"
    assert (shared.pop("og:type"), shared.pop("og:locale")) == ("article", "en_US")
    assert shared.pop("article:published_time") == "2024-08-28"
    assert (shared.pop("og:site_name"), shared.pop("og:url")) == ("Briefs", "https://example.org/2024/08/walk/")
    assert shared == {"og:image": "https://example.org/2024/08/walk/dog.jpg", "og:image:type": "image/jpeg",
                      "og:image:width": "1000", "og:image:height": "500", "og:image:alt": "A dog",
                      "twitter:card": "summary_large_image"}  # fmt: skip
    other = (root / "site/2024/08/other/index.html").read_text()
    assert '<meta property="og:image" content="https://example.org/2024/08/other/card.png">' in other
    with Image.open(root / "site/2024/08/other/card.png") as card:
        assert card.size == (1200, 630)
    assert '<meta property="og:description" content="S">' in other
    assert not (root / "site/2024/08/walk/card.png").exists()
    home = (root / "site/index.html").read_text()
    assert '<meta property="og:type" content="website">' in home
    assert '<meta property="og:image" content="https://example.org/assets/card.png">' in home
    with Image.open(root / "site/assets/card.png") as card:
        assert card.size == (1200, 630)


def test_a_card_is_drawn_again_when_what_it_shows_changes(site):
    root = site({}, body="Words.")
    card = root / "site/2024/08/walk/card.png"
    assert build(root, NOW).ok
    first = card.read_bytes()

    file = root / "content/briefs/walk.md"
    file.write_text(file.read_text() + "More words.\n")
    assert not [r for r in build(root, NOW).reasons if "card" in r.unit]
    file.write_text(file.read_text().replace("A walk", "A run"))
    assert [r.unit for r in build(root, NOW).reasons if "card" in r.unit] == ["2024/08/walk/card.png"]
    assert card.read_bytes() != first
    (root / "briefgen.yaml").write_text("base_url: https://example.org/\nimages: {accent: '#00aa00', cards: true}\n")
    assert build(root, NOW).ok
    with Image.open(card) as green:
        assert green.convert("RGB").getpixel((5, 5)) == (0, 0xAA, 0)
    (root / "briefgen.yaml").write_text("base_url: https://example.org/\nimages: {cards: false}\n")
    assert build(root, NOW).ok
    assert not card.exists()


@pytest.mark.parametrize("title", ["Short", "word " * 90, "Donaudampfschiffahrt" * 9, "قمة " * 60, "שלום", ""])
def test_every_headline_fits_its_card(title: str):
    data = cards.draw(cards.Card(title, "28 August 2024", "P" * 300, "#9a2617", "ق" in title))
    with Image.open(io.BytesIO(data)) as image:
        shown = image.convert("L")
        for box in ((0, 20, 70, 630), (1130, 20, 1200, 630)):
            assert min(shown.crop(box).get_flattened_data() if hasattr(shown, "get_flattened_data")
                       else shown.crop(box).getdata()) > 200  # fmt: skip


def test_a_script_that_our_font_lacks_has_no_card_unless_the_site_brings_one():
    assert cards.drawable("Über Ελλάδα, Київ, القاهرة", b"")
    assert not cards.drawable("北京会谈", b"")
    assert cards.drawable("北京会谈", b"a font of the site's own")


@pytest.mark.parametrize("font", ["static/none.ttf", "static/broken.ttf"])
def test_a_font_that_cannot_be_used_is_told(site, font: str):
    root = site({"static/broken.ttf": b"no font"}, body="Words.", settings=f"images: {{font: {font}}}\n")

    assert codes(build(root, NOW)) == [("F13", "briefgen.yaml", 2)]


def test_the_server_shows_the_same_pictures(site):
    root = site({"dog.jpg": photo()})
    live = Live(root, NOW)
    assert live.refresh().ok
    assert build(root, NOW._replace(output=root / "out")).ok if live.store.close() is None else False

    for file in (root / "out").rglob("*"):
        if file.is_file() and file.name != "briefgen.json":
            assert live.get(file.relative_to(root / "out").as_posix()) == file.read_bytes(), file
