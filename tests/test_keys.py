"""From bytes to keys, from keys to actions: data of real terminals, layouts, and the key help."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsreader.errors import SettingsError
from newsreader.listening.actions import Action, Command
from newsreader.listening.decoder import Decoder, is_key
from newsreader.listening.dispatch import Dispatcher, Explained, Explanation, Unknown
from newsreader.listening.keyhelp import WIDTH, label, lines
from newsreader.listening.keymap import action_of, keys_path, layout, load

# Sources: xterm ctlseqs ("PC-Style Function Keys", "VT220-Style Function Keys"), the terminfo
# entries rxvt and linux (ncurses), ECMA-48 5.4.
BYTES = [
    (b"k", ["k"]),
    (b"R", ["R"]),
    (b" ", ["space"]),
    (b"\r", ["enter"]),
    (b"\n", ["enter"]),
    (b"\t", ["tab"]),
    (b"\x7f", ["backspace"]),
    (b"\x08", ["backspace"]),
    (b"\x03", ["ctrl+c"]),
    ("ø".encode(), ["ø"]),
    ("Åæ".encode(), ["Å", "æ"]),
    (b"\x1b[A", ["up"]),
    (b"\x1b[B", ["down"]),
    (b"\x1b[C", ["right"]),
    (b"\x1b[D", ["left"]),
    (b"\x1bOA", ["up"]),
    (b"\x1bOD", ["left"]),
    (b"\x1b[1;5D", ["ctrl+left"]),
    (b"\x1b[1;5C", ["ctrl+right"]),
    (b"\x1b[1;2D", ["shift+left"]),
    (b"\x1b[1;3A", ["alt+up"]),
    (b"\x1b[1;8A", ["ctrl+alt+shift+up"]),
    (b"\x1bOd", ["ctrl+left"]),  # rxvt
    (b"\x1b[c", ["shift+right"]),  # rxvt
    (b"\x1bO5C", ["ctrl+right"]),  # old konsole
    (b"\x1b[5~", ["page_up"]),
    (b"\x1b[6~", ["page_down"]),
    (b"\x1b[5;5~", ["ctrl+page_up"]),
    (b"\x1b[5^", ["ctrl+page_up"]),  # rxvt
    (b"\x1b[1~", ["home"]),  # linux, tmux
    (b"\x1b[4~", ["end"]),
    (b"\x1b[7~", ["home"]),  # rxvt
    (b"\x1b[8~", ["end"]),
    (b"\x1b[H", ["home"]),
    (b"\x1b[F", ["end"]),
    (b"\x1bOH", ["home"]),
    (b"\x1b[2~", ["insert"]),
    (b"\x1b[3~", ["delete"]),
    (b"\x1bOP", ["f1"]),
    (b"\x1b[11~", ["f1"]),
    (b"\x1b[[A", ["f1"]),  # linux
    (b"\x1b[24~", ["f12"]),
    (b"\x1b[E", ["begin"]),
    (b"\x1bOE", ["begin"]),
    (b"\x1b[Z", ["shift+tab"]),
    (b"\x1bOt", ["4"]),  # application keypad
    (b"\x1bOp", ["0"]),
    (b"\x1bOy", ["9"]),
    (b"\x1bOM", ["enter"]),
    (b"\x1bOk", ["+"]),
    (b"\x1bOm", ["-"]),
    (b"\x1bOo", ["/"]),
    (b"\x1bOj", ["*"]),
    (b"\x1bOl", [","]),
    (b"\x1bk", ["alt+k"]),
    (b"\x1b\x1b[A", ["alt+up"]),
    (b"\x1b[I\x1b[O", []),  # focus
    (b"\x1b[99;99;99~", []),
    (b"\x1b[?1;2c", []),  # device attributes
    (b"\x1b[12;40R", []),  # cursor position
    (b"\x1b[<0;1;2M", []),  # mouse
    (b"\x1b[1;99A", []),
    (b"\xff\xfe", []),
    (b"\xc3", []),
    (b"\x1b[200~qqq rm\x1b[D\r\x1b[201~k", ["k"]),
    (b"\x1b[200~", []),
    (b"\x1b[Ak\x1b[B", ["up", "k", "down"]),
]


@pytest.mark.parametrize(("data", "expected"), BYTES)
def test_bytes_of_real_terminals(data, expected):
    assert Decoder().feed(data, 0.0) == expected


@pytest.mark.parametrize(("data", "expected"), [row for row in BYTES if row[0] != b"\x1b\x1b[A"])
def test_the_same_byte_by_byte(data, expected):
    decoder = Decoder()
    assert [key for byte in data for key in decoder.feed(bytes([byte]), 0.01)] == expected


@given(st.binary(max_size=60), st.integers(0, 60))
def test_any_bytes_cut_anywhere_are_harmless(data, cut):
    decoder = Decoder()
    keys = decoder.feed(data[:cut], 0.0) + decoder.feed(data[cut:], 0.01)
    keys += decoder.idle(0.7) + decoder.idle(2.0)
    assert all(is_key(key) or key == "ctrl+space" or key.startswith("alt+") for key in keys)
    assert decoder.feed(b"\x1b[A", 3.0)[-1:] == ["up"]


@given(st.lists(st.sampled_from([row for row in BYTES if row[1]]), max_size=5), st.data())
def test_keys_do_not_depend_on_how_they_are_cut(rows, data):
    whole = b"".join(row[0] for row in rows)
    decoder, found, begin = Decoder(), [], 0
    while begin < len(whole):
        end = data.draw(st.integers(begin + 1, len(whole)))
        found += decoder.feed(whole[begin:end], 0.0)
        begin = end
    assert found == [key for row in rows for key in row[1]]


def test_a_lone_escape_is_a_key_after_50_ms():
    decoder = Decoder()
    assert decoder.wait is None
    assert decoder.feed(b"\x1b", 1.0) == []
    assert decoder.wait == 0.05
    assert decoder.idle(1.04) == []
    assert decoder.idle(1.051) == ["escape"]
    assert decoder.wait is None
    assert decoder.feed(b"\x1b", 2.0) == []
    assert decoder.feed(b"k", 2.2) == ["escape", "k"]


def test_a_sequence_that_is_never_finished_is_given_up():
    decoder = Decoder()
    assert decoder.feed(b"\x1b[1;", 1.0) == []
    assert decoder.feed(b"5D", 1.3) == ["ctrl+left"]  # a slow line
    decoder.feed(b"\x1b[1;", 2.0)
    assert decoder.idle(2.6) == []
    assert decoder.feed(b"k", 3.0) == ["k"]


def test_pasted_text_without_an_end_is_over_after_a_while():
    decoder = Decoder()
    assert decoder.feed(b"\x1b[200~qqqq", 1.0) == []
    assert decoder.feed(b"q", 1.5) == []
    assert decoder.feed(b"k", 2.6) == ["k"]


# Layouts


def test_the_standard_layout_has_a_key_for_everything_that_is_not_said_otherwise():
    elsewhere = {Action.PLAY, Action.PAUSE, Action.PREVIOUS_SENTENCE, Action.NEXT_SENTENCE}
    assert set(layout().values()) == set(Action) - elsewhere
    assert all(is_key(key) for key in layout())


@pytest.mark.parametrize(
    ("key", "action"),
    [
        ("space", Action.PLAY_PAUSE),
        ("k", Action.PLAY_PAUSE),
        ("enter", Action.MORE),
        (",", Action.SILENCE),
        ("delete", Action.SILENCE),
        ("left", Action.PREVIOUS),
        ("up", Action.COARSER),
        ("ctrl+right", Action.NEXT_PARAGRAPH),
        ("page_down", Action.NEXT_ARTICLE),
        ("home", Action.ARTICLE_START),
        ("r", Action.REPEAT),
        ("R", Action.REPEAT_SLOW),
        ("+", Action.FASTER),
        (">", Action.LOUDER),
        ("t", Action.WHERE_AM_I),
        ("T", Action.WHERE_AM_I),
        ("b", Action.BOOKMARK),
        ("B", Action.BOOKMARKS),
        ("f1", Action.DESCRIBE_KEYS),
        ("escape", Action.QUIT),
        ("ø", None),
    ],
)
def test_keys_of_the_standard_layout(key, action):
    assert action_of(layout(), key) == action


PAD = {"4": "left", "6": "right", "8": "up", "2": "down", "9": "page_up", "3": "page_down"}
PAD |= {"7": "home", "1": "end", "5": "begin", "0": "insert"}


@pytest.mark.parametrize("name", ["standard", "direct"])
def test_the_number_pad_means_the_same_without_numlock(name):
    keys = layout(name)
    assert {digit: keys[digit] for digit in PAD} == {digit: keys[key] for digit, key in PAD.items()}


def test_a_telephones_pad_has_1_2_3_on_top():
    keys, phone = layout(), layout(pad="phone")
    assert [phone[d] for d in "123456789"] == [keys[d] for d in "789456123"]
    assert phone["up"] == keys["up"]


def test_the_direct_layout():
    keys = layout("direct")
    assert keys["left"] is Action.PREVIOUS_SENTENCE
    assert keys["down"] is Action.NEXT_PARAGRAPH
    assert keys["ctrl+up"] is Action.COARSER
    assert keys["space"] is Action.PLAY_PAUSE


def write(text: str) -> None:
    keys_path().parent.mkdir(parents=True, exist_ok=True)
    keys_path().write_text(text, encoding="utf-8")


def test_own_keys():
    assert load() == layout()
    write(
        '# mine\nx = "next"\n"ctrl+up" = "louder"\nq = "none"\nlayout = "direct"\npad = "phone"\n'
    )
    keys = load()
    assert keys["x"] is Action.NEXT
    assert keys["ctrl+up"] is Action.LOUDER
    assert "q" not in keys
    assert keys["left"] is Action.PREVIOUS_SENTENCE
    assert keys["1"] is Action.ARTICLE_START


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('# a\nx = "nxt"\n', "Line 2 of {path} gives x the value nxt, which does not exist. "
         "It can be: next."),
        ('x = "next"\n"ctrl+pil" = "next"\n', "Line 2 of {path} names the key ctrl+pil, which "
         "does not exist. Keys are called a, R, +,"),
        ('\n\npad = "wide"', "Line 3 of {path} gives pad the value wide, which does not exist. "
         "It can be: computer, phone."),
        ("x = 3\n", "Line 1 of {path} gives x the value 3"),
        ("[keys]\nx = 'next'\n", "Line 1 of {path} names the key keys"),
        ("x = next\n", "{path} is not valid TOML: Invalid value (at line 1, column 5)."),
    ],
)  # fmt: skip
def test_mistakes_in_own_keys_name_the_line(text, told):
    write(text)
    with pytest.raises(SettingsError) as caught:
        load()
    assert told.format(path=keys_path()) in str(caught.value)


# What is asked for


def test_keys_are_obeyed():
    keys = Dispatcher(layout())
    assert keys.key("n") == Command(Action.HEADLINES)
    assert keys.key("ø") is None


def test_keys_are_explained_until_escape():
    keys = Dispatcher(layout())
    assert keys.key("h") == Command(Action.DESCRIBE_KEYS)
    assert keys.key("q") == Explanation("q", Action.QUIT)
    assert keys.key("h") == Explanation("h", Action.DESCRIBE_KEYS)
    assert keys.key("ø") == Explanation("ø", None)
    assert keys.key("escape") == Explained()
    assert keys.key("escape") == Command(Action.QUIT)


def test_an_argument_is_typed():
    keys = Dispatcher(layout())
    keys.ask(Action.GO_TO)
    typed = ["1", "q", "backspace", "2", "left", "enter"]
    assert [keys.key(name) for name in typed] == [None] * 5 + [Command(Action.GO_TO, "12")]
    for given_up in (["3", "escape"], ["enter"], ["space", "enter"]):
        keys.ask(Action.GO_TO)
        assert [keys.key(name) for name in given_up] == [None] * len(given_up)
        assert keys.key("space") == Command(Action.PLAY_PAUSE)


def test_lines_are_obeyed_explained_or_unknown():
    keys = Dispatcher(layout())
    assert keys.line("neste sak") == Command(Action.NEXT_ARTICLE)
    assert keys.line(" tull ") == Unknown("tull")
    assert keys.line("hjelp") == Command(Action.DESCRIBE_KEYS)
    assert keys.line("stav") == Explanation("stav", Action.SPELL)
    assert keys.line("slutt") == Explained()
    assert keys.line("gå til") == Command(Action.GO_TO)
    keys.ask(Action.GO_TO)
    assert keys.line("3") == Command(Action.GO_TO, "3")


# The list of keys


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("name", ["standard", "direct"])
def test_the_list_of_keys_is_plain_and_complete(language, name):
    shown = lines(layout(name), language)
    assert all(len(line) <= WIDTH and line.isprintable() for line in shown)
    text = "\n".join(shown)
    for key in layout(name):
        assert label(key)[language] in text


def test_the_list_of_keys_is_grouped_by_purpose():
    shown = lines(layout(), "nb")
    assert shown[0] == "Lytte"
    assert shown[1] == "  mellomrom, k: Spill, eller ta en pause."
    assert "" in shown


@pytest.mark.parametrize(
    ("key", "nb", "en"),
    [
        ("left", "pil venstre", "Left arrow"),
        ("ctrl+left", "kontroll pil venstre", "Control left arrow"),
        ("R", "stor R", "capital R"),
        ("f1", "F1", "F1"),
        ("+", "pluss", "plus"),
        ("ø", "ø", "ø"),
    ],
)
def test_keys_have_names(key, nb, en):
    assert label(key)["nb"] == nb
    assert label(key)["en"] == en
