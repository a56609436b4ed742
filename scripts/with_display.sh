#!/usr/bin/env bash
# Runs a command in an X server of its own that nobody sees, with a window manager: windows there are real, have the
# focus, and take typed keys, and the screen of whoever works on this machine is left alone. The command's exit code is ours.
#
#   scripts/with_display.sh [--screen 1366x768] COMMAND ...
set -euo pipefail
screen=1366x768
if [ "${1:-}" = --screen ]; then
    screen="$2"
    shift 2
fi
if [ "${1:-}" != --inside ]; then
    unset WAYLAND_DISPLAY
    # Without -noreset the server begins anew when its last client goes: xprop below goes again and again, and now and
    # then took a manager down that was just coming.
    exec xvfb-run -a -s "-screen 0 ${screen}x24 -noreset" "${BASH_SOURCE[0]}" --inside "$@"
fi
shift

export QT_QPA_PLATFORM=xcb
openbox >/dev/null 2>&1 &
manager=$!
trap 'kill "$manager" 2>/dev/null || true' EXIT
# Until the manager has announced itself, a new window gets no focus.
for _ in $(seq 100); do
    xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q 'window id' && break
    kill -0 "$manager" 2>/dev/null || { echo "openbox ended at once: no window manager, no focus" >&2; exit 1; }
    sleep 0.05
done
"$@"
