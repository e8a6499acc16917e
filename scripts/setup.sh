# Shared by scripts/newsreader, scripts/test and scripts/check: a virtual environment of our own.
# Sourced with $here set to the project's folder. Everything is said on standard error, in plain
# lines, so that standard output stays free for sound.

case "${LANGUAGE:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}}" in
    nb* | nn* | no*) norwegian=1 ;;
    *) norwegian= ;;
esac

# say ENGLISH NORWEGIAN
say() {
    if [ -n "$norwegian" ]; then printf '%s\n' "$2" >&2; else printf '%s\n' "$1" >&2; fi
}

# fail ENGLISH NORWEGIAN
fail() {
    say "$1" "$2"
    exit 1
}

is_root() { [ "$(id -u)" = 0 ]; }

# Print a Python that is new enough, and 64-bit, for there is no onnxruntime for 32.
find_python() {
    for name in ${NEWSREADER_PYTHON:-python3.13 python3.12 python3.11 python3}; do
        if "$name" -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info < (3, 14) and sys.maxsize > 2**32))' \
            2>/dev/null; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

# Debian's python3 comes without the means to make virtual environments.
can_make_venv() { "$1" -c 'import venv, ensurepip' 2>/dev/null; }

make_venv() {
    if command -v uv >/dev/null 2>&1; then
        uv venv --quiet --clear --seed --python "$python" "$venv" >&2 && return 0
    fi
    if ! can_make_venv "$python"; then
        if is_root && command -v apt-get >/dev/null 2>&1; then
            say "Installing python3-venv." "Installerer python3-venv."
            { apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv; } \
                >/dev/null 2>&1 || true
        fi
        can_make_venv "$python" ||
            fail "Python cannot make virtual environments here: run sudo apt install python3-venv, and try again." \
                "Python kan ikke lage virtuelle miljøer her: kjør sudo apt install python3-venv, og prøv igjen."
    fi
    "$python" -m venv --clear "$venv" >&2
}

# install WHAT...: with uv if it is there, else with pip.
install() {
    if command -v uv >/dev/null 2>&1; then
        uv pip install --quiet --python "$venv/bin/python" "$@" >&2
    else
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@" >&2
    fi
}

# The project's own folder where it can be written to, else the user's.
choose_venv() {
    if [ -n "${NEWSREADER_VENV:-}" ]; then
        venv=$NEWSREADER_VENV
    elif [ -w "$here" ]; then
        venv=$here/.venv
    else
        venv=${XDG_DATA_HOME:-$HOME/.local/share}/newsreader/venv
        mkdir -p "$(dirname -- "$venv")"
    fi
}

# up_to_date KIND: the environment was made from this very pyproject.toml, for this folder.
stamp() { { printf '%s\n' "$here"; cat -- "$here/pyproject.toml"; } | cksum; }
up_to_date() { [ "$(cat -- "$venv/.newsreader-$1" 2>/dev/null)" = "$(stamp)" ]; }
mark_done() { stamp >"$venv/.newsreader-$1"; }

# Only one set-up at a time: the second waits for the first, and finds its work done.
lock() {
    if command -v flock >/dev/null 2>&1; then
        exec 9>"$venv.lock"
        flock 9
    fi
}
unlock() { exec 9>&-; }

# ensure_venv: make the environment if there is none that works.
ensure_venv() {
    if ! "$venv/bin/python" -c '' 2>/dev/null; then
        python=$(find_python) ||
            fail "newsreader needs Python 3.11, 3.12 or 3.13 on a 64-bit system: install python3, and try again." \
                "newsreader trenger Python 3.11, 3.12 eller 3.13 på et 64-bitssystem: installer python3, og prøv igjen."
        say "Making a virtual environment in $venv." "Lager et virtuelt miljø i $venv."
        make_venv
    fi
}
