//! Names of programs, also of those that are many in one.

/// Programs that do what the name says under which they are called.
const MANY: &[&str] = &["busybox", "busybox-static", "toybox", "coreutils"];

/// What a program is called: the last part of its path, or of its first argument where it is many programs in one.
pub fn called<'a>(program: &'a str, argv: &'a [String]) -> &'a str {
    let own = base(program);
    if !MANY.contains(&own) {
        return own;
    }
    // `busybox httpd` is httpd, as is `httpd` that leads there; a login shell has a dash before its name.
    let mut words = argv.iter().map(|word| base(word).trim_start_matches('-'));
    words.find(|word| !MANY.contains(word)).filter(|word| !word.is_empty()).unwrap_or(own)
}

/// The last part of a path.
pub fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_called_by_what_they_do() {
        let argv = |words: &[&str]| words.iter().map(|word| word.to_string()).collect::<Vec<_>>();
        assert_eq!(called("/usr/sbin/nginx", &argv(&["nginx: worker"])), "nginx");
        assert_eq!(called("/bin/busybox", &argv(&["/usr/sbin/httpd", "-f"])), "httpd");
        assert_eq!(called("/bin/busybox", &argv(&["busybox", "httpd", "-f"])), "httpd");
        assert_eq!(called("/bin/busybox", &argv(&["-sh"])), "sh");
        assert_eq!(called("/bin/busybox", &argv(&["busybox"])), "busybox");
        assert_eq!(called("", &[]), "");
    }
}
