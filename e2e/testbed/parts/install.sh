# install.sh - the packages, the guests' kernel (unpacked, never installed) and their initramfs.

packages=(libvirt-daemon-system libvirt-clients qemu-system-x86 qemu-utils ovmf swtpm swtpm-tools dnsmasq-base nftables
  iproute2 tcpdump openssl openssh-server openssh-client socat busybox-static dropbear-bin cpio kmod procps)
images=$state/images

install() {
  local missing=() package
  for package in "${packages[@]}"; do
    [[ $(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null) = ii* ]] || missing+=("$package")
  done
  if ((${#missing[@]})); then
    say "installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get -qq -o DPkg::Lock::Timeout=600 update &&
      apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 install "${missing[@]}"; } \
      >"$state/apt.log" 2>&1 || { tail -20 "$state/apt.log" >&2; fail 'the packages could not be installed'; }
  fi
  mkdir -p "$images"
  fetch_kernel
  build_initramfs
  [[ -e $images/empty.qcow2 ]] || qemu-img create -q -f qcow2 "$images/empty.qcow2" 64M
}

fetch_kernel() {
  [[ ! -s $images/kernel-version ]] || return 0
  local package version unpacked=$images/kernel
  package=$(apt-cache depends --important linux-image-cloud-amd64 | awk '/Depends: linux-image-/ {print $2; exit}')
  [[ -n $package ]] || fail 'apt knows no linux-image-cloud-amd64: run apt-get update'
  say "fetching the guests' kernel, $package"
  rm -rf "$unpacked"; mkdir -p "$unpacked"
  (cd "$unpacked" && apt-get -qq -o APT::Sandbox::User=root download "$package" && dpkg-deb -x ./*.deb . && rm ./*.deb)
  version=$(cd "$unpacked/boot" && echo vmlinuz-*); version=${version#vmlinuz-}
  depmod -b "$unpacked" "$version"
  cp "$unpacked/boot/vmlinuz-$version" "$images/vmlinuz"
  echo "$version" >"$images/kernel-version"
}

# One initramfs for all guests: BusyBox, Dropbear, the modules of virtio, and what lies in guest/. It is not compressed,
# because unpacking it is what a guest without KVM would spend most of its boot on. Built again when a part of it changes.
build_initramfs() {
  local version digest root module file
  version=$(<"$images/kernel-version")
  digest=$({ find "$here/guest" -type f -print0 | sort -z | xargs -0 cat "$here/parts/install.sh" ${agent:+"$agent"}; } | sha256sum)
  [[ ! -e $images/initramfs || $(cat "$images/initramfs.digest" 2>/dev/null) != "$digest" ]] || return 0
  root=$(mktemp -d "$images/root.XXXXXX")
  chmod 755 "$root"
  mkdir -p "$root"/{bin,dev,proc,sys,tmp,run,etc/dropbear,root,lib/modules,home/deploy,opt}
  cp "$(command -v busybox)" "$root/bin/busybox"
  for file in $(busybox --list); do [[ $file = busybox ]] || ln -s busybox "$root/bin/$file"; done
  for module in virtio_pci virtio_net virtio_blk virtio_console virtio_balloon virtio-rng evdev button; do
    modprobe -d "$images/kernel" -S "$version" --show-depends "$module" 2>/dev/null
  done | awk '$1 == "insmod" && !seen[$2]++ {print $2}' | while read -r file; do
    cp "$file" "$root/lib/modules/"; basename "$file"
  done >"$root/lib/modules/order"
  for file in dropbear dbclient; do copy_program "$root" "$(command -v $file || echo /usr/sbin/$file)"; done
  dropbearkey -t ed25519 -f "$root/etc/dropbear/host" >/dev/null 2>&1
  printf '%s\n' 'root:x:0:0::/root:/bin/sh' 'www-data:x:33:33::/tmp:/bin/sh' 'deploy:x:1000:1000::/home/deploy:/bin/sh' >"$root/etc/passwd"
  printf '%s\n' 'root:x:0:' 'www-data:x:33:' 'deploy:x:1000:' >"$root/etc/group"
  # The password that the scripted intruder guesses.
  echo "deploy:$(openssl passwd -6 autumn2024):20000:0:99999:7:::" >"$root/etc/shadow"
  echo /bin/sh >"$root/etc/shells"
  cp -r "$here/guest/." "$root/opt/"
  mv "$root/opt/init.sh" "$root/init"; chmod -R a+rX "$root/opt"; chmod 755 "$root/init"; find "$root/opt" -name '*.sh' -exec chmod 755 {} +
  [[ -z $agent ]] || cp "$agent" "$root/bin/agent"
  (cd "$root" && find . | LC_ALL=C sort | cpio --quiet -o -H newc -R 0:0) >"$images/initramfs.new"
  mv "$images/initramfs.new" "$images/initramfs"
  echo "$digest" >"$images/initramfs.digest"
  rm -rf "$root"
}

# A program and the libraries it is linked to.
copy_program() { # ROOT PROGRAM
  local file
  [[ -x $2 ]] || fail "needs $2"
  mkdir -p "$1/usr/bin"; cp -L "$2" "$1/usr/bin/"
  ldd "$2" | grep -o '/[^ ]*' | while read -r file; do
    mkdir -p "$1$(dirname "$file")"; cp -nL "$file" "$1$file" 2>/dev/null || true
  done
}
