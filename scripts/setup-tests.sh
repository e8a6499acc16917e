# Shared by scripts/test and scripts/check: the environment with the tools of development.
# Sourced after setup.sh.

# Programs that some tests play to or check with; without them those tests are skipped, by name.
tests_want() {
    command -v ffmpeg >/dev/null 2>&1 && command -v ffprobe >/dev/null 2>&1 || echo ffmpeg
    command -v pulseaudio >/dev/null 2>&1 || echo pulseaudio
    command -v pactl >/dev/null 2>&1 || echo pulseaudio-utils
    [ -e /usr/share/alsa/alsa.conf.d/pulse.conf ] || echo libasound2-plugins
    { PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true; } | grep -q libportaudio.so.2 || echo libportaudio2
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
}
