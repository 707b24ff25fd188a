//! Compiles the kernel's side with clang, where there is one; without it the agent is built without BPF and says so.

use std::env;
use std::path::PathBuf;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=bpf");
    println!("cargo::rerun-if-env-changed=CLANG");
    println!("cargo::rustc-check-cfg=cfg(bpf)");
    // The programs read the registers of x86-64.
    if env::var("CARGO_CFG_TARGET_ARCH").as_deref() != Ok("x86_64")
        || env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("linux")
    {
        return;
    }
    let object = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("agent.bpf.o");
    let clang = env::var("CLANG").unwrap_or_else(|_| "clang".to_owned());
    let flags = ["-target", "bpf", "-mcpu=v3", "-O2", "-g", "-Wall", "-Werror", "-c", "bpf/agent.bpf.c", "-o"];
    match Command::new(&clang).args(flags).arg(&object).status() {
        Ok(status) if status.success() => println!("cargo::rustc-cfg=bpf"),
        Ok(status) => panic!("{clang} could not compile bpf/agent.bpf.c ({status})"),
        Err(error) => {
            println!("cargo::warning=built without BPF: {clang} does not run ({error})");
            return;
        }
    }
    // Without the types of DWARF the object is a third as large; the types of BTF stay. It works unstripped too.
    let _ = Command::new("llvm-strip").arg("-g").arg(&object).status();
}
