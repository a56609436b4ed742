#!/usr/bin/env bash
# Starts the program in training mode where somebody can see it; elsewhere drives it through the main job on a screen of
# its own and says where the pictures and slips are.
#
#   scripts/run.sh PYTHON              the window, or the tour when there is no display
#   scripts/run.sh --tour PYTHON [OUT] the tour, wherever we are
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
tour=no
[ "${1:-}" = --tour ] && { tour=yes; shift; }
python="$1"
out="${2:-build/tour}"

if [ "$tour" = no ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$python" -m counter_app --training
fi
[ "$tour" = yes ] || echo "No display here: doing the tour instead."

# Pictures of an earlier tour among those of this one would tell a story that never happened.
mkdir -p "$out"
find "$out" -maxdepth 1 -type f \( -name '*.png' -o -name '*.pdf' -o -name tour.json \) -delete
status=0
"$here/with_display.sh" "$python" -m counter_app tour --out "$out" || status=$?
echo
for kind in png:Pictures pdf:Slips json:Record; do
    mapfile -t files < <(find "$out" -maxdepth 1 -type f -name "*.${kind%%:*}" | sort)
    echo "${kind##*:} (${#files[@]}):"
    [ ${#files[@]} -eq 0 ] || printf '    %s\n' "${files[@]}"
done
exit "$status"
