from newsreader import errors


def branches() -> list[type[errors.NewsreaderError]]:
    return errors.NewsreaderError.__subclasses__()


def test_every_cause_has_its_own_exit_code():
    codes = [branch.exit_code for branch in branches()]
    assert sorted(codes) == [3, 4, 5, 6, 7]


def test_the_tree_in_the_docstring_is_the_tree():
    for branch in branches():
        assert f"{branch.__name__} " in errors.__doc__
        line = next(text for text in errors.__doc__.splitlines() if branch.__name__ in text)
        assert f" {branch.exit_code}  " in line


def test_message_and_hint_are_joined_as_they_are_spoken():
    error = errors.SourceError("There is no file a.txt.", "Check the name.")
    assert str(error) == "There is no file a.txt. Check the name."
    assert str(errors.SourceError("It is empty.")) == "It is empty."
