#!/bin/sh
# Gives the active rustc its wasm32-unknown-unknown standard library. Safe to run again.
#
# First choice is rustup. Where rustup has no server, Debian's `rust-src` of exactly the same
# version is taken from the machine's own Debian mirror and the library is built once (build-std).
# With `--check` it only says whether the target compiles.
set -eu

target=wasm32-unknown-unknown
suites="trixie-backports sid trixie bookworm-backports"
sysroot=$(rustc --print sysroot)
version=$(rustc --version | cut -d' ' -f2)

# True when rustc accepts the target's standard library (present and of the right version).
installed() {
    echo 'pub fn probe() -> String { String::new() }' |
        rustc --target "$target" --crate-type lib --emit metadata -o "$work/probe.rmeta" - 2>/dev/null
}

# Asks rustup, but only when rustup manages the rustc on PATH.
add_with_rustup() {
    [ "$(rustup run "${RUSTUP_TOOLCHAIN:-stable}" rustc --print sysroot 2>/dev/null)" = "$sysroot" ] || return 1
    rustup target add "$target"
}

# Unpacks Debian's rust-src of the same version into the sysroot.
unpack_rust_src() {
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 '/debian/$') || {
        echo "no Debian mirror in the apt sources" >&2
        return 1
    }
    mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
    for suite in $suites; do
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$work/sources.list"
        apt_here update >/dev/null 2>&1 || continue
        deb_version=$(apt_here madison rust-src | awk -v v="$version" '$3 ~ "^" v "[+~]" { print $3; exit }')
        [ -n "$deb_version" ] || continue
        echo "rust-src $deb_version from $suite"
        (cd "$work" && apt_here download "rust-src=$deb_version")
        dpkg -x "$work"/rust-src_*.deb "$work/rust-src"
        mkdir -p "$sysroot/lib/rustlib/src/rust"
        rm -rf "$sysroot/lib/rustlib/src/rust/library"
        cp -RL "$work/rust-src/usr/src/rustc-$version/library" "$sysroot/lib/rustlib/src/rust/"
        return 0
    done
    echo "no suite of ($suites) has rust-src $version" >&2
    return 1
}

# apt-get/apt-cache with lists and cache of their own: needs no root and leaves the machine's apt alone.
apt_here() {
    tool=apt-get
    [ "$1" = madison ] && tool=apt-cache
    $tool -q -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User="$(id -un)" "$@"
}

# Builds std for the target once and copies the libraries to the sysroot.
build_std() {
    mkdir -p "$work/empty/src"
    : >"$work/empty/src/lib.rs"
    printf '[package]\nname = "empty"\nedition = "2021"\n[workspace]\n' >"$work/empty/Cargo.toml"
    (
        cd "$work/empty"
        RUSTC_BOOTSTRAP=1 cargo build --release --target "$target" --target-dir "$work/target" \
            -Zbuild-std=std,panic_abort
    )
    mkdir -p "$sysroot/lib/rustlib/$target/lib"
    for rlib in "$work/target/$target/release/deps"/*.rlib; do
        case ${rlib##*/} in libempty-*) ;; *) cp "$rlib" "$sysroot/lib/rustlib/$target/lib/" ;; esac
    done
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

installed && { echo "$target is installed for rustc $version"; exit 0; }
[ "${1:-}" = --check ] && { echo "$target does not compile with rustc $version" >&2; exit 1; }
add_with_rustup && installed && { echo "$target added by rustup"; exit 0; }
unpack_rust_src
build_std
installed || { echo "$target still does not compile" >&2; exit 1; }
echo "$target built from rust-src $version"
