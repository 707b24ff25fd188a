use super::*;
use proptest::prelude::*;

/// A file of types: `struct task_struct { int pid; struct other *next; struct other inner; }`, `struct other { int pid; }`, and
/// the function `vfs_write`.
fn sample() -> Vec<u8> {
    let strings = b"\0int\0task_struct\0pid\0next\0inner\0other\0vfs_write\0unused\0";
    let place = |name: &str| strings.windows(name.len()).position(|part| part == name.as_bytes()).unwrap() as u32;
    let mut types = Vec::new();
    put(&mut types, &[place("int"), 1 << 24, 4, 32]); // 1
    put(&mut types, &[0, 2 << 24, 4]); // 2: a pointer to 4
    put(&mut types, &[place("task_struct"), STRUCT << 24 | 3, 16]); // 3
    put(&mut types, &[place("pid"), 1, 0, place("next"), 2, 64, place("inner"), 4, 128]);
    put(&mut types, &[place("other"), STRUCT << 24 | 1, 4, place("pid"), 1, 0]); // 4
    put(&mut types, &[place("unused"), STRUCT << 24 | 1, 4, place("pid"), 1, 0]); // 5
    put(&mut types, &[place("vfs_write"), FUNCTION << 24, 0]); // 6
    let mut all = Vec::new();
    all.extend_from_slice(&MAGIC.to_ne_bytes());
    all.extend_from_slice(&[1, 0]);
    let (types_length, strings_length) = (types.len() as u32, strings.len() as u32);
    put(&mut all, &[HEADER as u32, 0, types_length, types_length, strings_length]);
    [all, types, strings.to_vec()].concat()
}

#[test]
fn what_is_wanted_keeps_its_number_and_layout() {
    let thin = thin(&sample(), &Wanted::new()).unwrap();
    let types = Types::read(&thin).unwrap();
    let name_of = |id: u32| types.name(number(types.types, types.place(id).unwrap()).unwrap()).unwrap();
    let info_of = |id: u32| number(types.types, types.place(id).unwrap() + 4).unwrap();
    assert_eq!((1..=6).map(name_of).collect::<Vec<_>>(), ["int", "", "task_struct", "other", "", "vfs_write"]);
    let members = types.place(3).unwrap() + TYPE;
    let member = |index: usize| {
        let at = members + index * MEMBER;
        let word = |word: usize| number(types.types, at + word * 4).unwrap();
        (types.name(word(0)).unwrap(), word(1), word(2))
    };
    assert_eq!([member(0), member(1), member(2)], [("pid", 1, 0), ("next", 2, 64), ("inner", 4, 128)]);
    // What lies inside under its own name is not looked into; what nobody asked for is gone.
    assert_eq!((count(info_of(4)), kind(info_of(5))), (0, FORWARD));
    assert!(Btf::parse(&thin, Endianness::default()).is_ok());
}

#[test]
fn the_records_that_programs_read_are_known() {
    let wanted = Wanted::new();
    for name in ["task_struct", "file", "sock_common", "linux_binprm", "kernfs_node"] {
        assert!(wanted.has(STRUCT, name), "{name}");
    }
    assert!(wanted.has(TYPEDEF, "btf_trace_sys_enter") && wanted.has(FUNCTION, "vfs_write"));
    assert!(!wanted.has(STRUCT, "page") && !wanted.has(FUNCTION, "vfs_read"));
}

/// Needs a kernel that tells its types.
#[test]
fn the_kernel_of_this_machine_is_thinned() {
    let Ok(all) = std::fs::read(FILE) else {
        eprintln!("SKIPPED: this kernel does not tell its types in {FILE}");
        return;
    };
    let thin = thin(&all, &Wanted::new()).expect("a form that we know");
    assert!(thin.len() * 2 < all.len());
    let (many, few) = (Types::read(&all).unwrap(), Types::read(&thin).unwrap());
    assert_eq!(many.places.len(), few.places.len());
    Btf::parse(&thin, Endianness::default()).expect("types again");
}

proptest! {
    #[test]
    fn no_bytes_make_it_fail(at in 0usize..300, byte: u8, cut in 0usize..300) {
        let mut bytes = sample();
        let length = bytes.len();
        bytes[at % length] = byte;
        let _ = thin(&bytes, &Wanted::new());
        let _ = thin(&bytes[..cut % length], &Wanted::new());
    }
}
