# shellcheck shell=bash
# Sourced by app/run.sh and tests/run.sh: what Rackside needs on Debian, and how to build it.

# packages_for build|run|test|package: the Debian packages that the step needs
packages_for () {
  case $1 in
    build) echo build-essential meson ninja-build pkg-config gettext libglib2.0-dev libgtk-4-dev \
                libadwaita-1-dev libepoxy-dev libssl-dev nettle-dev libcurl4-openssl-dev libpng-dev \
                libjson-glib-dev libsoup-3.0-dev libpango1.0-dev libsecret-1-dev libvte-2.91-gtk4-dev libpcre2-dev \
                libxkbcommon-dev libxkbregistry-dev ;;
    run) echo xvfb xauth libgl1-mesa-dri libegl1 libegl-mesa0 adwaita-icon-theme librsvg2-common \
              fonts-cantarell fonts-dejavu-core dbus-daemon \
              openipmi python3 xkb-data libx11-data ;;
    test) echo python3-gi gir1.2-atspi-2.0 at-spi2-core openbox xdotool xclip x11-utils imagemagick \
               ipmitool freeipmi-tools openssl desktop-file-utils appstream mandoc codespell \
               libxml2-utils bash-completion xorriso dosfstools mtools \
               gnome-keyring libsecret-tools libglib2.0-bin \
               xserver-xorg-core xserver-xorg-video-dummy x11-xserver-utils ;;
    package) echo debhelper dpkg-dev fakeroot lintian desktop-file-utils libglib2.0-bin dbus-bin xdotool ;;
  esac
}

# install_missing PACKAGE…: installs those that are not there, as root or by sudo
install_missing () {
  local missing=() package
  local -A installed=()
  while read -r package; do installed[$package]=1; done < <(
    dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' 2>/dev/null | sed -n 's/^ii *//p')
  for package; do [ -n "${installed[$package]:-}" ] || missing+=("$package"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
      echo "These packages are missing, and there is no sudo to install them: ${missing[*]}" >&2
      return 1
    }
    sudo=(sudo)
  fi
  echo "Installing ${missing[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  "${sudo[@]}" apt-get update -qq >&2
  "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# build DIR OPTION…: configures DIR unless that was done before, and builds
build () {
  local dir=$1
  shift
  [ -f "$dir/build.ninja" ] || meson setup "$dir" "$@" >&2
  meson compile -C "$dir" >&2
}
