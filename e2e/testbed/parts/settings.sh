# settings.sh - what the environment may change, and what everything else is built from.

state=${MIEN_TESTBED:-/var/tmp/mien-testbed}     # all state; short, because paths of unix sockets are (107 bytes)
name=${MIEN_TESTBED_NAME:-mien}                  # network namespaces are called after it: NAME-h1, NAME-world
base_port=${MIEN_TESTBED_PORT:-18500}            # host N: TLS at base + 10 N + 1, SSH at base + 10 N + 2, on 127.0.0.1
hosts=${MIEN_TESTBED_HOSTS:-1}
first_guests=${MIEN_TESTBED_GUESTS:-web db cache attacker}   # on h1; each further host has one, a replica of the db
memory=${MIEN_TESTBED_MEMORY:-128}               # MiB a guest
acceleration=${MIEN_TESTBED_ACCELERATION:-auto}  # auto, kvm or qemu (software)
agent=${MIEN_TESTBED_AGENT:-}                    # static program that each guest runs as /bin/agent, none without
boot_seconds=${MIEN_TESTBED_BOOT_SECONDS:-300}
guest_seconds=${MIEN_TESTBED_GUEST_SECONDS:-120} # how long a guest's command may print nothing

world=$name-world
bridge=mien0
gateway=10.77.0.1                                # the outside world routes; hosts have 10.77.N.1, guests 10.77.N.10 …

fail() { echo "testbed: $*" >&2; exit 1; }
say() { printf 'testbed: %5.1f s  %s\n' "$(seconds_since_begin)" "$*" >&2; }
seconds_since_begin() { awk -v begun="$begun" -v now="$EPOCHREALTIME" 'BEGIN {print now - begun}'; }
begun=$EPOCHREALTIME
folder_of() { echo "$state/hosts/$1"; }
port_of() { echo $((base_port + 10 * ${1#h} + $2)); } # HOST, 1 for TLS or 2 for SSH

# The guests of a host, by name. On h1 one more is defined but not started: it boots through UEFI, which takes its time.
guests_of() {
  case $1 in
    h1) echo "$first_guests" ;;
    h2) echo replica ;;
    *) echo "replica-${1#h}" ;;
  esac
}
spare_guests_of() { [[ $1 != h1 ]] || echo uefi; }
home_of() { # VM: the host it was made for; after a migration it may be elsewhere
  case $1 in replica) echo h2 ;; replica-*) echo "h${1#replica-}" ;; *) echo h1 ;; esac
}
number_of() { # VM: last part of its address
  case $1 in web) echo 10 ;; db) echo 11 ;; cache) echo 12 ;; attacker) echo 13 ;; replica*) echo 14 ;; uefi) echo 15 ;;
    *) fail "no such guest: $1" ;; esac
}
role_of() {
  case $1 in web) echo web ;; db | replica*) echo database ;; cache) echo cache ;; *) echo workstation ;; esac
}
sensitivity_of() { case $1 in db | replica*) echo confidential ;; attacker) echo public ;; *) echo internal ;; esac; }
address_of() { local home; home=$(home_of "$1"); echo "10.77.${home#h}.$(number_of "$1")"; }
mac_of() { local home; home=$(home_of "$1"); printf '52:54:00:4d:%02x:%02x' "${home#h}" "$(number_of "$1")"; }
uuid_of() { local home; home=$(home_of "$1"); printf '4d69656e-0000-4000-8000-00000000%02x%02x' "${home#h}" "$(number_of "$1")"; }

# The Node that came with the packages, else one that is new enough.
node_path() {
  local root; root=$(cd "$here/../.." && pwd)
  compgen -G "$root/node_modules/node-linux-*/bin/node" || command -v node || fail 'needs node: run npm ci first'
}
