#!/usr/bin/env bash
# Installs the Debian packages of system_packages.txt that are missing, and says which and why.
# Asks dpkg first (no network, a hundredth of a second): when nothing is missing it changes nothing and says nothing.
#
#   scripts/system_packages.sh             install what is missing
#   scripts/system_packages.sh --dry-run   only say what is missing, and how it would be installed
#   scripts/system_packages.sh --list      print every package with its reason
#
# Ends with 0 when everything is there, with 2 when somebody with rights must act first.
set -euo pipefail
list="$(dirname "${BASH_SOURCE[0]}")/system_packages.txt"
mode="${1:-install}"

wanted() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$list"; }

case "$mode" in
--list) wanted; exit 0 ;;
install | --dry-run) ;;
*) echo "usage: $0 [--dry-run | --list]" >&2; exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null; then
    # Another distribution names its packages differently: what counts is that the programs exist.
    missing=()
    for program in pcscd swig cc xvfb-run openbox xdotool xprop pdftotext objdump; do
        # Programs for daemons may lie where an ordinary user's PATH does not look.
        PATH="$PATH:/usr/sbin:/sbin" command -v "$program" >/dev/null || missing+=("$program")
    done
    if [ ${#missing[@]} -eq 0 ]; then
        echo "This is not Debian: going on with the programs that are here. Debian's list for comparison: $0 --list"
        exit 0
    fi
    echo "This is not Debian, and these programs are missing: ${missing[*]}" >&2
    echo "Install what provides them; these are Debian's names, each with its reason:" >&2
    wanted >&2
    exit 2
fi

# What is installed, with the names a package stands in for: newer releases renamed some (libglib2.0-0 is now provided by libglib2.0-0t64).
missing="$(
    awk 'NR == FNR { if ($1 == "installed") { gsub(/\([^)]*\)|,/, " "); for (i = 2; i <= NF; i++) have[$i] } next } !($1 in have)' \
        <(dpkg-query -W -f='${db:Status-Status} ${Package} ${Provides}\n' 2>/dev/null || true) <(wanted)
)"
[ -n "$missing" ] || exit 0

mapfile -t names < <(awk '{ print $1 }' <<<"$missing")
install="DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ${names[*]}"
echo "These ${#names[@]} Debian packages are missing:"
sed 's/^/    /' <<<"$missing"

if [ "$mode" = --dry-run ]; then
    echo "They would be installed by:"
    echo "    $install"
    exit 0
fi

if [ "$(id -u)" -eq 0 ]; then
    as_root=(env)
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n env)
elif command -v sudo >/dev/null && [ -t 0 ] && echo "sudo may ask for your password now." && sudo -v; then
    as_root=(sudo env)
else
    {
        echo "You may not install packages here. Give an administrator this command, then repeat yours:"
        echo "    apt-get update && $install"
    } >&2
    exit 2
fi

echo "Installing them with apt-get."
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
if [[ " ${names[*]} " == *" postgresql "* ]]; then
    # Only its programs are wanted: without this word the package makes a server of its own, and starts it.
    "${as_root[@]}" sh -c 'mkdir -p /etc/postgresql-common/createcluster.d &&
        echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/no-main-cluster.conf'
fi
if ! { "${as_root[@]}" apt-get update &&
    "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${names[@]}"; } >"$log" 2>&1 </dev/null; then
    tail -n 30 "$log" >&2
    echo "apt-get failed; its last words are above. The command was: $install" >&2
    exit 2
fi
echo "Installed ${#names[@]} packages."
