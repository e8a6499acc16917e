"""What each feature speaks for and against, and how much: logarithms of odds, set by hand.

They follow from how Norwegian papers set their pages (a heading has no stop, a picture text has
its credit beside it, a byline names somebody), not from counts over one corpus; so they are round
numbers, and a block needs two or three of them to leave the story.
"""

from dataclasses import dataclass
from types import MappingProxyType

from newsreader.types import Role


def N_(phrase: str) -> str:
    """Mark a phrase for translation; it is translated when a segment is made."""
    return phrase


@dataclass(frozen=True, slots=True)
class Feature:
    """What a feature says, and what it speaks for."""

    phrase: str
    weights: MappingProxyType[Role, float]


_SHORT = {
    "H": Role.HEADLINE, "L": Role.LEAD, "C": Role.CAPTION, "R": Role.CREDIT, "Y": Role.BYLINE,
    "S": Role.SUBHEADING, "B": Role.BODY, "Q": Role.QUOTE, "F": Role.FACTBOX, "I": Role.LIST_ITEM,
    "T": Role.TIMESTAMP, "M": Role.METADATA, "N": Role.NOISE, "D": Role.DATELINE,
}  # fmt: skip


def _feature(phrase: str, weights: str) -> Feature:
    """Read weights from a line such as "H+2 B-1.5"."""
    table = {_SHORT[part[0]]: float(part[1:]) for part in weights.split()}
    return Feature(phrase, MappingProxyType(table))


BIAS = {
    Role.HEADLINE: -1.0, Role.LEAD: 0.0, Role.CAPTION: -3.0, Role.CREDIT: -6.0, Role.BYLINE: -4.0,
    Role.DATELINE: -9.0, Role.SUBHEADING: -1.0, Role.BODY: 0.0, Role.QUOTE: -3.5,
    Role.FACTBOX: -3.5, Role.LIST_ITEM: -3.5, Role.TIMESTAMP: -7.0, Role.METADATA: -4.5,
    Role.NOISE: -4.5,
}  # fmt: skip
"""The score of each role before anything is known."""

FEATURES = {
    # how long
    "one_word": _feature(N_("a single word"), "B-3 L-4 Q-2 C-1 H-1.5 S+0.5 I-0.5 F+0.5"),
    "few_words": _feature(N_("two or three words"), "B-1.5 L-3.5 Q-1 C-1 S+1"),
    "short": _feature(N_("a few words"), "B-0.5 L-2 S+1 H+0.5"),
    "line": _feature(N_("a line of words"), "H+0.5 S-0.5 L-0.5"),
    "long_line": _feature(N_("a full line of words"), "S-3 H-1 Y-2 R-2 L+0.5"),
    "paragraph": _feature(
        N_("as long as a paragraph"), "H-5 S-6 Y-6 R-7 T-9 M-1.5 N-2 I-0.5 Q-0.5 L+0.5"
    ),
    "long_paragraph": _feature(
        N_("a long paragraph"), "H-9 S-9 Y-9 R-9 T-9 M-3.5 N-4 I-2 Q-1.5 C-2 F-1.5 L-0.5 B+0.5"
    ),
    # how it ends
    "stop": _feature(
        N_("ends with a full stop"), "H-3.5 S-3.5 Y-2.5 R-1.5 L+1 B+1.5 C+0.5 T-3 I-0.5"
    ),
    "open_end": _feature(
        N_("no stop at the end"), "H+1.5 S+1.5 B-3 L-3 C-1 Q-1 Y+0.5 I+0.5 F+0.5 N+0.5 M+0.5"
    ),
    "question": _feature(N_("ends with a question mark"), "Y-4 R-5 M-3 F-1 C-2 I-1 S-0.5 B+0.5"),
    "exclamation": _feature(N_("ends with an exclamation mark"), "Y-4 R-5 M-3 C-1"),
    "colon": _feature(N_("ends with a colon"), "H-1 L-2 C-2 Y-3 Q-2 S+0.3 M-1 I-1.5"),
    "dots": _feature(N_("trails off"), "H+0.5 Y-3 R-3"),
    "emoji": _feature(N_("ends with an emoji"), "S+2 B-1 L-1.5"),
    "quote_end": _feature(N_("ends with a quotation mark"), "H+0.5 S+0.5 Q+0.5 Y-1"),
    # how it opens
    "dash": _feature(
        N_("opens with a dash, as speech does"), "B+2.5 C-4 Y-6 R-6 M-5 N-2 F-2 T-6 I-1.5 Q-1 L-0.5"
    ),
    "bullet": _feature(N_("opens with a bullet"), "I+5.5 F+3.5 B-2 L-3 H-3 S-2.5 Q-2"),
    "number": _feature(N_("opens with a number"), "I+3 S+2.5 B-2 L-3 Q-3 H-1.5"),
    "lower_case": _feature(N_("opens with a small letter"), "H-0.5 S-0.5 B-0.5 L-1 I+0.5"),
    "caps_kicker": _feature(
        N_("opens with words in capitals and a colon"), "C+4 H-0.5 L-1 B-1.5 S-1"
    ),
    "genre_kicker": _feature(N_("opens with the name of a genre"), "L+2.5 H+0.5 C-1"),
    "kicker": _feature(N_("opens with a word and a colon"), "C+0.5 H+0.5 S+0.3"),
    "all_caps": _feature(N_("all in capitals"), "H+1 S+0.5 B-1.5 L-1.5"),
    "several_sentences": _feature(N_("several sentences"), "H-1.5 S-3 Y-2 R-2 B+0.5 L+0.5 I-0.3"),
    # what kind of line it is
    "credit_line": _feature(N_("says who made a picture"), "R+14 C-2 B-4 L-4 S-4 H-4"),
    "below_by": _feature(N_("stands under the line that says who wrote it"), "Y+11"),
    "agency_line": _feature(N_("names an agency after a stroke"), "R+8 H-2 S-2"),
    "by": _feature(N_("says who wrote it"), "Y+9 B-2 H-3 S-3 L-3"),
    "name": _feature(N_("reads like a name"), "Y+2.5 R+1 S-0.5 H-0.5 F+0.5"),
    "known_name": _feature(N_("has a given name in it"), "Y+2.5 S-1.5 H-2 M-1 N-1 I-0.5"),
    "name_part": _feature(N_("a name and what he or she did"), "Y+4 C-1"),
    "name_and_title": _feature(N_("a name and a title"), "Y+3.5 S-1 H-1"),
    "title_word": _feature(N_("has a title in it"), "Y+0.5"),
    "below_name": _feature(N_("stands under a name"), "Y+3 S-1 H-0.5"),
    "title_below": _feature(N_("a title under a name"), "Y+4 H-1 S-1"),
    "life_years": _feature(N_("a name with years of life or age"), "C+1 S+0.5"),
    "only_email": _feature(N_("an e-mail address"), "M+7 N+5 Y+2 B-4 S-4 H-5 L-5"),
    "email": _feature(N_("holds an e-mail address"), "N+2.5 M+1.5 H-3 S-3 B-0.5"),
    "only_date": _feature(
        N_("a date or a time, nothing else"), "M+7 T+6 B-5 L-6 H-4 S-2.5 Y-4 C-4 I-1"
    ),
    "dates_recur": _feature(N_("dates like it stand over several parts"), "T+4"),
    "score": _feature(N_("a result of a match"), "S+3 I+2.5 H-2 Y-6 M-3 N-2"),
    "label": _feature(N_("a label with its value"), "F+0.5 I+0.5"),
    "known_label": _feature(N_("a label as in fact boxes"), "F+2.5"),
    "label_group": _feature(N_("in a group of labels"), "F+6 S-1 B-0.5 H-1.5 I-1"),
    "label_run": _feature(N_("among like labels"), "F+0.5 I+1"),
    "dash_line_run": _feature(N_("in a run of lines with a dash"), "I+9 B-2 S-2"),
    "people_recur": _feature(N_("one of several names with age"), "S+5 F-2 Y-4"),
    "between_noise": _feature(N_("among stock phrases of web pages"), "N+3.5"),
    "section_label": _feature(N_("the name of a section"), "M+3"),
    "label_rows": _feature(N_("in a group of labels with few words each"), "I+4 F+1 B-1.5 C-2"),
    "over_name": _feature(N_("a name stands right under it"), "C+3.5 Q+1 B-0.5"),
    "over_name_first_person": _feature(
        N_("somebody speaks, and a name stands under it"), "Q+7 B-1"
    ),
    "below_caption": _feature(N_("a name right under a picture text"), "R+9 Y-5"),
    "columns": _feature(N_("set in columns, as a table row is"), "I+5 B-1.5 S-2 H-2"),
    "ranking": _feature(N_("a list of places in one paragraph"), "I+7 B-2"),
    "plus": _feature(N_("opens with a plus"), "I+2"),
    "dash_label": _feature(N_("a dash and a label"), "I+1"),
    "dash_label_run": _feature(N_("in a run of dashes with labels"), "I+7 B-3"),
    "tabs": _feature(N_("holds tabs, as a table row does"), "I+7 B-2 S-2 H-3"),
    "digits": _feature(N_("holds figures"), "I+0.5 Y-2"),
    "recipe_row": _feature(N_("an amount, as in a recipe"), "I+4"),
    "row_run": _feature(N_("in a run of like lines"), "I+4.5 S-1.5 H-1.5 F+1"),
    "number_run": _feature(N_("in a run of numbered lines"), "I+3.5 S-2"),
    "bullet_run": _feature(N_("in a run of bulleted lines"), "I+1 F+1"),
    "verb": _feature(
        N_("says something about something"), "B+0.7 L+0.7 Y-1.5 R-1.5 C+0.3 M-0.3 S-0.2"
    ),
    "menu_like": _feature(N_("words without a verb or a stop, as in a menu"), "N+0.3"),
    "menu_group": _feature(N_("a group of such words"), "N+4 H-2 S-1.5 M-1 B-1"),
    "many_figures": _feature(N_("mostly figures"), "I+4.5 B-1.5 Y-3"),
    "group_head": _feature(N_("stands over lines of another form"), "S+4.5 I-4 B-1 H-0.5 F+0.5"),
    "headed_row": _feature(N_("under a heading of its own"), "I+4"),
    "box": _feature(N_("in a box with its source"), "F+6 I-2"),
    "numbers_recur": _feature(N_("one of several numbered headings"), "S+4 I-3"),
    "aside": _feature(N_("a note in the story"), "B+1 C-2"),
    "machine_part": _feature(N_("tells that a machine wrote it"), "M+7.5 F+3"),
    "subheading_whole": _feature(N_("a usual heading"), "S+6.5 H-4 M-2"),
    "goes_on": _feature(N_("a paragraph follows"), "S+0.3"),
    "no_letters": _feature(N_("signs without words"), "N+8 B-2 S-5 H-5 L-5"),
    "question_word": _feature(N_("asks a question"), "S+0.5"),
    "questions_recur": _feature(N_("one of several questions"), "S+5.5 B-0.5 H-4 L-2"),
    "whole_quote": _feature(N_("wholly in quotation marks"), "Q+8 B-1 H+0.3 L-1 C-0.5 S-1"),
    "verse": _feature(N_("lines like verse"), "Q+8 I-2 S-3 B-1"),
    "pulled": _feature(N_("who said it stands right under it"), "Q+1"),
    "below_quote": _feature(N_("stands under a quotation"), "Q+10 S-1"),
    "known_person": _feature(N_("names somebody the story speaks of"), "Y-1 Q+0.5"),
    "repeats": _feature(N_("says again what the text says elsewhere"), "Q+6.5 C+0.5"),
    "recurs": _feature(N_("stands in the text more than once"), "C+1 N+0.5 B-0.5 L-1 S-1"),
    "said_twice": _feature(N_("said twice in a row"), "C+5 B-2"),
    "named_again": _feature(N_("gives a full name again, as a picture text does"), "C+2.5"),
    # stock phrases
    "noise_whole": _feature(N_("a stock phrase of web pages"), "N+9 B-2 S-3 H-3 M+1"),
    "noise_open": _feature(N_("announces links to other stories"), "N+11 S-3 H-3 B-2"),
    "noise_start": _feature(N_("opens like a link or an offer"), "N+6.5 S-1 H-1 B-1"),
    "noise_part": _feature(N_("holds a stock phrase of web pages"), "N+8 M+0.5"),
    "noise_hint": _feature(N_("speaks of web pages or subscriptions"), "N+4.5 M+0.5"),
    "menu_row": _feature(N_("nothing but words of a menu"), "N+10 H-4 S-3 B-2"),
    "tags": _feature(N_("a list of topics"), "N+8 B-2 F-1"),
    "counter": _feature(N_("counts what visitors did"), "N+7 B-2 S-2"),
    "section_path": _feature(N_("a path of sections"), "M+10 H-4 S-2"),
    "column": _feature(N_("the name of a column"), "M+2 H+1.5"),
    "notice": _feature(N_("tells how the article came about"), "M+8.5 B-1 N-1"),
    "web_word": _feature(N_("a word for something on web pages"), "N+0.5"),
    "web_words": _feature(N_("words for things on web pages"), "N+2"),
    "invites": _feature(N_("asks the reader to do something"), ""),
    "invites_web": _feature(N_("asks the reader to use the page"), "N+1"),
    "speaks_to_you": _feature(N_("speaks to the reader"), "N+0.5"),
    "glued_bullets": _feature(N_("bullets in one paragraph"), "F+3 I+5 B-1"),
    "boxed": _feature(N_("under the title of a fact box"), "F+7 I-2 B-1 L-1"),
    "noisy_group": _feature(N_("close to stock phrases of web pages"), "N+4"),
    "rating": _feature(N_("a verdict in points"), "M+7 F+3"),
    "copyright": _feature(N_("says who owns the text"), "N+8"),
    "name_comma_title": _feature(N_("a name, a comma and a title"), "Y+2 S-1"),
    "announces_rows": _feature(N_("announces rows"), "S+5"),
    "contact": _feature(
        N_("a telephone number or an address on the net"), "N+9 M+2 B-3 I-3 F-1 S-3"
    ),
    "dated_kind": _feature(N_("the kind of text and its date"), "M+10 H-4"),
    "about": _feature(N_("heads a note about somebody"), "F+7"),
    "given_name": _feature(N_("a given name alone"), "Y+3 N-1"),
    "closes_group": _feature(N_("a few words right under a paragraph"), "Y+4.5 S-5 H-3"),
    "calendar_row": _feature(N_("a row of a calendar"), "I+7 B-2"),
    "link_head": _feature(N_("announces links to other stories"), "N+8 S-2 H-1"),
    "sentence_box": _feature(N_("short sentences close under a heading"), "F+5"),
    "people_rows": _feature(N_("a list of people"), "I+8 S-5"),
    "price_line": _feature(N_("a price"), "N+2"),
    "fragment_rows": _feature(N_("lines without verbs close together"), "I+8 B-2"),
    "below_credit": _feature(N_("a name under the word for a photo"), "R+16 C-6"),
    "under_section": _feature(N_("under the name of a section"), ""),
    "letter_top": _feature(N_("the top of a letter or an obituary"), ""),
    "button": _feature(N_("a sign as on a button"), "N+6 S-3"),
    "before_noise": _feature(N_("a stock phrase of web pages follows"), ""),
    "offer": _feature(N_("a price under an offer"), "N+6 I-4"),
    "reported": _feature(N_("tells who said it"), "B+1.5 N-8 M-8 L+1 S-1"),
    "link_kicker": _feature(N_("names what the link opens, and a colon"), "N+8 C-5 S-1"),
    "page_condition": _feature(N_("says what the page asks for"), "N+8 S-2 B-1"),
    "cheap": _feature(N_("a price as in an offer"), "N+0.5"),
    "after_noise": _feature(N_("follows a stock phrase of web pages"), ""),
    "page_state": _feature(N_("tells the state of the page"), "N+9 S-2 B-1"),
    "invites_page": _feature(N_("asks the reader to use the page"), "N+3"),
    "copies": _feature(N_("the text says little else"), "B+9"),
    "before_rows": _feature(N_("rows follow"), "S+1"),
    "heading_of_section": _feature(N_("a section within the text"), "S+7 M-4"),
    "time_whole": _feature(N_("a word for the time"), "M+6.5 T+7"),
    "profile": _feature(N_("in a box about a person"), "F+7 I-2 Y-2"),
    "noise_phrase": _feature(N_("a stock phrase of web pages"), "N+9"),
    "after_opener": _feature(N_("follows the announcement of links"), "N+5"),
    "under_opener": _feature(N_("close under the announcement of links"), "N+8 S-4 H-4 I-2 Q-3"),
    "contact_head": _feature(N_("says whom to ask for more"), "N+8 S-4 F-2"),
    "advertised": _feature(N_("says that an advertisement follows"), "N+9 S-3 H-3"),
    "heads_nothing": _feature(N_("a heading with no story under it"), "S-5 H-3 N+1.5"),
    "cut_off": _feature(N_("a sentence that is cut off"), "B+2.5"),
    "foot": _feature(N_("at the foot of the page"), "N+4 I-1"),
    "metadata_whole": _feature(N_("a notice about the publication"), "M+8 B-2 S-2 H-3"),
    "metadata_start": _feature(N_("opens like a note about the publication"), "M+7 B-1 H-2 S-2"),
    "metadata_part": _feature(N_("tells about the publication"), "M+8 N+1 B-1"),
    "section_whole": _feature(N_("the name of a section"), "M+6.5 H-1.5 N+1"),
    "factbox_open": _feature(N_("the title of a fact box"), "F+10.5 S+0.5 M-2"),
    "factbox_start": _feature(N_("opens like a fact box"), "F+2.5"),
    "caption_part": _feature(N_("speaks of a picture"), "C+2.5"),
    "byline_start": _feature(N_("opens like a byline or a signature"), "Y+4.5"),
    # where it stands
    "first": _feature(N_("the first words"), "H+1.5 L+0.5 M+0.5 S-1 Y-1"),
    "last": _feature(N_("the last words"), "S-3 H-1 Y+1 N+0.5"),
    "after_story": _feature(N_("after the end of the story"), "Y+1 N+1 M+1"),
    "wide_gap": _feature(N_("after a wide gap"), "C-0.3"),
    "in_group": _feature(N_("close to the lines around it"), "S-0.3 H-0.3 B-0.3"),
    "credit_below": _feature(N_("the credit stands right under it"), "C+8 B-3 L-2 H-1 Y-2"),
    "credit_next": _feature(N_("the credit comes next"), "C+6.5 B-3 L-2 H-1 Y-2"),
    "before_story": _feature(N_("story follows"), "S+0.7 H+0.3"),
    "before_time": _feature(N_("a time follows"), "S-3 H-0.5"),
    "before_heading": _feature(N_("a heading follows"), "S-1 M+0.3"),
    "before_dash": _feature(N_("speech follows"), "H-1 S+0.2"),
    "before_list": _feature(N_("a list follows"), "S+1"),
    "before_byline": _feature(N_("a byline or a date follows"), "C+0.5 L+0.5 H+0.5"),
    "unrelated": _feature(N_("shares no word with the story under it"), "N+9 H-3"),
    "after_time": _feature(N_("follows a time"), "S+1.5 B+1 L-6 H-4"),
    "after_place": _feature(N_("follows a dateline"), "B+4 L+4 C-4 S-4 N-4 M-4 H-6"),
    "after_colon": _feature(N_("follows a colon"), "S-2 B+0.5 Q+1 I+0.5"),
    "live": _feature(N_("part of a live report"), "L-0.5"),
    "letter": _feature(N_("in a letter or an opinion piece"), "Y+1 C-1"),
    # what was cut off an end
    "date_prefix": _feature(N_("the date of the archive"), "M+9"),
    "dates": _feature(N_("when it was published or changed"), "M+9"),
    "time_opener": _feature(N_("a time or a date opens the entry"), "T+9"),
    "place_opener": _feature(N_("a place opens the paragraph"), "D+9"),
    "agency_sign": _feature(N_("the sign of a news agency"), "Y+9"),
    "credit_word": _feature(N_("says who made the picture"), "R+9"),
    "credit_follows": _feature(N_("the credit stands right after it"), "C+9"),
    "marked": _feature(N_("marked as such on the page"), ""),
}
"""Every feature that speaks, by its name."""

# Combinations: a feature that means more, or less, in company.
COMBINED: tuple[tuple[frozenset[str], Feature], ...] = tuple(
    (frozenset(names.split()), _feature(phrase, weights))
    for names, phrase, weights in (
        ("one_word exclamation before_noise", N_("a greeting of the page"), "N+7 S-2"),
        ("after_time noise_whole goes_on", N_("the title of an entry"), "N-7 S+4"),
        ("pulled dash", N_("a quotation with who said it under it"), "Q+9 B-2"),
        ("questions_recur several_sentences", N_("one of several questions"), "S+3.5"),
        ("after_colon before_rows open_end", N_("the names of the columns"), "I+5 S-4"),
        ("tabs group_head before_rows", N_("the names of the columns"), "I+7 S-7"),
        ("name first letter_top", N_("the name of somebody who is remembered"), "H+4"),
        ("byline_start open_end", N_("a signature"), "Y+4 S-2"),
        ("about factbox_start", N_("heads a note about somebody"), "F+1"),
        ("by label_group", N_("a label as in fact boxes"), "Y-4"),
        ("column before_rows", N_("a heading over rows"), "H+3"),
        ("number before_list question", N_("one of several numbered questions"), "I+5"),
        ("dates_recur goes_on", N_("a date with text under it"), "T+1.5"),
        ("dates_recur live", N_("one of several dates"), "T+3 M-2"),
        ("copyright after_story", N_("says who owns the text"), "N+3 R-12"),
        ("copyright credit_line", N_("says who made a picture"), "N-8"),
        ("copyright credit_line after_story", N_("says who owns the text"), "N+8"),
        ("under_section one_word before_heading", N_("a second name of a section"), "M+4 H-2"),
        ("price_line noisy_group", N_("a price among offers"), "N+4 I-4"),
        ("price_line between_noise", N_("a price among offers"), "N+3 I-3"),
        ("box group_head", N_("the title of a box with its source"), "F+4 S-5"),
        ("letter few_words before_noise open_end", N_("a signature"), "Y+5 S-2"),
        ("notice paragraph", N_("a notice of some length"), "M+2"),
        ("notice long_paragraph", N_("a notice of some length"), "M+3"),
        ("below_caption closes_group", N_("a name right under a picture text"), "Y-5"),
        ("copyright noisy_group", N_("says who owns the text"), "N+11 R-12"),
        ("invites_page open_end", N_("a button of the page"), "N+6 S-1"),
        ("invites_page exclamation", N_("a button of the page"), "N+5"),
        ("link_kicker first", N_("names what it opens at the top"), "N-8"),
        ("web_word open_end", N_("a line about the page"), "N+2"),
        ("web_words open_end", N_("a line about the page"), "N+2"),
        ("web_word invites open_end", N_("an offer of the page"), "N+4"),
        ("web_words invites open_end", N_("an offer of the page"), "N+4"),
        ("cheap invites", N_("an offer of the page"), "N+6 I-3"),
        ("cheap after_noise", N_("an offer of the page"), "N+3 I-2"),
        ("cheap web_word", N_("an offer of the page"), "N+3"),
        ("after_noise invites open_end", N_("an offer of the page"), "N+6 S-2"),
        ("after_noise invites_web", N_("an offer of the page"), "N+3"),
        ("before_noise invites_web", N_("an offer of the page"), "N+2"),
        ("column one_word first", N_("the name of a column at the top"), "M+4"),
        ("link_kicker caps_kicker", N_("names what the link opens"), "C-3"),
        ("web_word invites_web", N_("an offer of the page"), "N+3"),
        ("web_words invites_web", N_("an offer of the page"), "N+3"),
        ("web_word after_story", N_("an offer after the story"), "N+1.5"),
        ("web_words after_story", N_("an offer after the story"), "N+1.5"),
        ("invites_web speaks_to_you", N_("an offer of the page"), "N+2"),
        ("invites_web after_story", N_("an offer after the story"), "N+1.5"),
        ("factbox_start glued_bullets", N_("a fact box in one paragraph"), "F+7 I-3"),
        ("factbox_start long_paragraph", N_("a fact box in one paragraph"), "F+1"),
        ("section_whole before_list", N_("a heading in a digest"), "S+4 M-2"),
        ("name first before_story", N_("a name over the story"), "H+3 Y-1"),
        ("column before_heading", N_("the name of a column over the headline"), "M+3"),
        ("boxed machine_part", N_("a note in a fact box"), "F+6"),
        ("colon before_rows", N_("announces rows"), "S+3 B-1"),
        ("dash open_end short", N_("a short line of speech without a stop"), "S+4 B-1.5"),
        ("dash open_end few_words", N_("a short line of speech without a stop"), "S+4 B-1.5"),
        ("dash open_end line", N_("a line of speech without a stop"), "S+2 H+1.5"),
        ("dash stop few_words", N_("a short line of speech"), "B+2 H-1"),
        ("dash question before_dash", N_("a question with its answer"), "B+1.5 L+3.5 H-2"),
        ("number open_end before_story", N_("a numbered heading over story"), "S+3 I-2"),
        ("bullet only_date", N_("a date with a bullet"), "T+4 I-4"),
        ("bullet known_name", N_("a name with a bullet"), "Y+4 I-2"),
        ("question_word before_story", N_("a question with story under it"), "S+0.5"),
        ("name in_group below_name", N_("the same name again"), "Y+1"),
        ("before_byline stop", N_("a sentence over the byline"), "C+1 L+0.5"),
        ("colon verb", N_("a sentence that announces something"), "B+1.5 S-2"),
        ("after_opener whole_quote", N_("a title of another story"), "N+5 Q-2"),
        ("after_opener number", N_("a numbered title of another story"), "N+6"),
        ("after_opener bullet", N_("a title of another story"), "N+4"),
        ("after_time stop short goes_on", N_("the title of an entry"), "S+6.5"),
        ("after_time stop few_words goes_on", N_("the title of an entry"), "S+6"),
        ("after_time open_end", N_("the title of an entry"), "S+2 I-1"),
        ("time_whole bullet", N_("a word for the time with a bullet"), "T+3 I-4"),
        ("noise_hint email", N_("invites to write"), "N+3"),
        ("noise_hint after_story", N_("an offer after the story"), "N+2.5"),
        ("question short", N_("a short question"), "L-1"),
        ("whole_quote quote_end before_story", N_("a quotation for a title"), "H+3"),
        ("first dash open_end", N_("a quotation for a title"), "H+4"),
        ("by caps_kicker", N_("a byline in capitals"), "C-5"),
        ("by credit_next", N_("a byline over the name of the photographer"), "C-6.5"),
        ("by credit_below", N_("a byline over the name of the photographer"), "C-8"),
        ("time_whole live", N_("a word for the time in a live report"), "T+4"),
        ("after_opener open_end", N_("a title of another story"), "N+3"),
        ("after_opener dash", N_("a title of another story"), "N+2"),
        ("after_opener stop", N_("a sentence of its own"), "N-3"),
        ("after_opener paragraph", N_("a paragraph of its own"), "N-4"),
        ("section_whole before_story", N_("the name of a section"), "M+1"),
        ("section_whole first", N_("the name of a section at the top"), "M+1.5"),
        ("one_word first before_heading", N_("a word over the headline"), "M+4 H-2"),
        ("few_words first before_heading", N_("words over the headline"), "M+0.5 H+0.5"),
        ("named_again before_dash", N_("stands among speech"), "C+1.2"),
        ("named_again after_dash", N_("stands among speech"), "C+1.2"),
        ("dash noise_start", N_("speech, not a link"), "N-5"),
        ("colon credit_line", N_("a label"), "R-2"),
        ("label_group number", N_("numbered"), "F-2"),
        ("letter few_words last", N_("a signature"), "Y+3"),
        ("letter few_words before_heading open_end", N_("a signature"), "Y+5 S-2"),
        ("letter one_word before_heading open_end", N_("a signature"), "Y+5 S-2"),
        ("letter one_word last", N_("a signature"), "Y+3"),
        ("known_name last", N_("a name at the end"), "Y+2.5"),
        ("known_name after_story", N_("a name after the story"), "Y+2"),
        ("stop noise_part paragraph", N_("a sentence that holds a stock phrase"), "N-1"),
        ("metadata_part paragraph", N_("a notice of some length"), "M+1"),
    )
)
