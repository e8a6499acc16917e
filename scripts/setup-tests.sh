# Shared by scripts/test and scripts/check: the environment with the tools of development.
# Sourced after setup.sh.

# Programs that some tests play to or check with; without them those tests are skipped, by name.
tests_want() {
    command -v ffmpeg >/dev/null 2>&1 && command -v ffprobe >/dev/null 2>&1 || echo ffmpeg
    command -v pulseaudio >/dev/null 2>&1 || echo pulseaudio
    command -v pactl >/dev/null 2>&1 || echo pulseaudio-utils
    [ -e /usr/share/alsa/alsa.conf.d/pulse.conf ] || echo libasound2-plugins
    { PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true; } | grep -q libportaudio.so.2 || echo libportaudio2
    for program in playerctl tmux jing mp3val chromium; do
        command -v "$program" >/dev/null 2>&1 || echo "$program"
    done
    command -v xmllint >/dev/null 2>&1 || echo libxml2-utils
    [ -d /usr/share/xml/w3c-sgml-lib ] || echo w3c-sgml-lib
    command -v dbus-daemon >/dev/null 2>&1 || echo dbus
    command -v java >/dev/null 2>&1 || echo default-jre-headless
    command -v node >/dev/null 2>&1 || echo nodejs
    command -v npm >/dev/null 2>&1 || echo npm
}

# Validators from npm lie beside the environment's own programs; without npm their tests are skipped.
fetch_validators() {
    command -v npm >/dev/null 2>&1 || return 0
    wanted=$(cksum <"$here/scripts/validators/package.json")
    [ "$(cat -- "$venv/validators/done" 2>/dev/null)" = "$wanted" ] && return 0
    mkdir -p "$venv/validators"
    cp -- "$here/scripts/validators/package.json" "$venv/validators/"
    if (cd -- "$venv/validators" &&
        npm install --ignore-scripts --no-package-lock --no-audit --no-fund --loglevel=error) >/dev/null 2>&1; then
        printf '%s\n' "$wanted" >"$venv/validators/done"
    else
        say "The validators from npm could not be fetched; tests that need them are skipped." \
            "Validatorene fra npm kunne ikke hentes; tester som trenger dem, hoppes over."
    fi
}

set_up_tests() {
    choose_venv
    if is_root && command -v apt-get >/dev/null 2>&1; then
        wanted=$(tests_want | tr '\n' ' ')
        if [ -n "$wanted" ]; then
            say "Installing for the tests: $wanted" "Installerer for testene: $wanted"
            # shellcheck disable=SC2086
            { apt-get update -qq && apt-get install -y -qq --no-install-recommends $wanted; } \
                >/dev/null 2>&1 || say "Some could not be installed; tests that need them are skipped." \
                "Noe kunne ikke installeres; tester som trenger det, hoppes over."
        fi
    fi
    if ! up_to_date tests; then
        lock
        ensure_venv
        say "Fetching what the tests need." "Henter det som testene trenger."
        install --upgrade pip # an older one does not know dependency groups
        install --editable "$here[all]" --group "$here/pyproject.toml:dev" ||
            fail "It could not be fetched: check the network, and run the same command again." \
                "Det kunne ikke hentes: sjekk nettet, og kjør den samme kommandoen igjen."
        mark_done tests
        mark_done program
        unlock
    fi
    fetch_validators
}
