# shellcheck shell=bash
# Sourced: need PACKAGE... installs the Debian packages that are missing, or says how to.
# shellcheck disable=SC2034 # who sources this reads the lists
need() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "Missing packages. As root: apt-get install ${missing[*]}" >&2; exit 69; }
    as_root=(sudo)
  fi
  echo "Installing: ${missing[*]}" >&2
  "${as_root[@]}" apt-get update -qq >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2 ||
    { echo "apt-get could not install them; see above" >&2; exit 69; }
}

# What the library and its programs are built with.
build_packages=(g++ cmake make libasio-dev libwolfssl-dev libfmt-dev nlohmann-json3-dev libtomlplusplus-dev libcli11-dev
  libpsl-dev)
# What the tests need besides; the programs are the peers that mxtls is tested against.
test_packages=(catch2 libssl-dev openssl gnutls-bin swaks libnet-ssleay-perl curl msmtp nodejs node-nodemailer python3
  python3-jsonschema ca-certificates)
# What CI needs besides: compilers, and the programs and libraries whose verdicts on names are compared.
ci_packages=(libgnutls28-dev libmbedtls-dev libbotan-2-dev libtls-dev libnss3-dev libidn2-dev libicu-dev pkg-config python3-aiosmtpd
  python3-urllib3 default-jdk-headless clang clang-format ccache git)
