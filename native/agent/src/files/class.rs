//! Path classes: what kind of place a path names, as docs/agent-protocol.md lists them.

/// What kind of place a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    Etc,
    EtcSecret,
    Home,
    HomeSecret,
    Root,
    Tmp,
    Log,
    Spool,
    Lib,
    Bin,
    ProcSelf,
    ProcOther,
    Sys,
    Dev,
    Srv,
    Data,
    Boot,
    Other,
}

impl Class {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Class::Etc => "etc",
            Class::EtcSecret => "etc-secret",
            Class::Home => "home",
            Class::HomeSecret => "home-secret",
            Class::Root => "root",
            Class::Tmp => "tmp",
            Class::Log => "log",
            Class::Spool => "spool",
            Class::Lib => "lib",
            Class::Bin => "bin",
            Class::ProcSelf => "proc-self",
            Class::ProcOther => "proc-other",
            Class::Sys => "sys",
            Class::Dev => "dev",
            Class::Srv => "srv",
            Class::Data => "data",
            Class::Boot => "boot",
            Class::Other => "other",
        }
    }

    /// Whether reading there is so common that only how often is told, not where.
    pub fn is_common(self) -> bool {
        matches!(self, Class::Lib | Class::Bin | Class::ProcSelf | Class::Sys | Class::Dev)
    }
}

/// Beginnings of paths and their classes; the longest that fits wins.
const PLACES: &[(&str, Class)] = &[
    ("/etc", Class::Etc),
    ("/etc/ssl/certs", Class::Etc),
    ("/etc/shadow", Class::EtcSecret),
    ("/etc/shadow-", Class::EtcSecret),
    ("/etc/gshadow", Class::EtcSecret),
    ("/etc/gshadow-", Class::EtcSecret),
    ("/etc/sudoers", Class::EtcSecret),
    ("/etc/sudoers.d", Class::EtcSecret),
    ("/etc/security/opasswd", Class::EtcSecret),
    ("/etc/ssl/private", Class::EtcSecret),
    ("/etc/pki/tls/private", Class::EtcSecret),
    ("/etc/letsencrypt/archive", Class::EtcSecret),
    ("/etc/letsencrypt/live", Class::EtcSecret),
    ("/etc/krb5.keytab", Class::EtcSecret),
    ("/etc/kubernetes/pki", Class::EtcSecret),
    ("/etc/wireguard", Class::EtcSecret),
    ("/home", Class::Home),
    ("/root", Class::Root),
    ("/tmp", Class::Tmp),
    ("/var/tmp", Class::Tmp),
    ("/dev/shm", Class::Tmp),
    ("/run", Class::Tmp),
    ("/var/run", Class::Tmp),
    ("/var/log", Class::Log),
    ("/var/spool", Class::Spool),
    ("/var/mail", Class::Spool),
    ("/lib", Class::Lib),
    ("/lib32", Class::Lib),
    ("/lib64", Class::Lib),
    ("/libx32", Class::Lib),
    ("/usr/lib", Class::Lib),
    ("/usr/lib32", Class::Lib),
    ("/usr/lib64", Class::Lib),
    ("/usr/libexec", Class::Lib),
    ("/usr/share", Class::Lib),
    ("/usr/include", Class::Lib),
    ("/usr/local/lib", Class::Lib),
    ("/usr/local/share", Class::Lib),
    ("/etc/ld.so.cache", Class::Lib),
    ("/etc/ld.so.preload", Class::Etc),
    ("/bin", Class::Bin),
    ("/sbin", Class::Bin),
    ("/usr/bin", Class::Bin),
    ("/usr/sbin", Class::Bin),
    ("/usr/local/bin", Class::Bin),
    ("/usr/local/sbin", Class::Bin),
    ("/proc/self", Class::ProcSelf),
    ("/proc/thread-self", Class::ProcSelf),
    ("/proc", Class::ProcOther),
    ("/sys", Class::Sys),
    ("/dev", Class::Dev),
    ("/srv", Class::Srv),
    ("/var/www", Class::Srv),
    ("/opt", Class::Srv),
    ("/var/lib", Class::Data),
    ("/boot", Class::Boot),
];

/// Parts of a home that hold secrets.
const HOME_SECRETS: &[&str] = &[
    "/.ssh",
    "/.gnupg",
    "/.aws",
    "/.azure",
    "/.kube",
    "/.docker/config.json",
    "/.config/gcloud",
    "/.config/google-chrome",
    "/.config/chromium",
    "/.config/gh",
    "/.mozilla",
    "/.netrc",
    "/.pgpass",
    "/.my.cnf",
    "/.git-credentials",
    "/.password-store",
    "/.local/share/keyrings",
    "/.npmrc",
    "/.pypirc",
    "/.vault-token",
    "/.bash_history",
];

/// The class of an absolute path. `pid`: of the process that names it.
pub fn classify(path: &str, pid: u32) -> Class {
    let place = PLACES.iter().filter(|(start, _)| is_under(path, start)).max_by_key(|(start, _)| start.len());
    match place.map_or(Class::Other, |&(_, class)| class) {
        Class::Etc if is_key(path) => Class::EtcSecret,
        Class::Home | Class::Root if is_home_secret(path) => Class::HomeSecret,
        Class::ProcOther => of_proc(path, pid),
        class => class,
    }
}

fn is_under(path: &str, start: &str) -> bool {
    path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Private keys of services below /etc, of ssh hosts before all.
fn is_key(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let host_key = path.starts_with("/etc/ssh/") && name.starts_with("ssh_host_") && !name.ends_with(".pub");
    host_key || name.ends_with(".key") || name.contains("privkey") || name.ends_with(".keytab")
}

fn is_home_secret(path: &str) -> bool {
    let inside = match path.strip_prefix("/home/") {
        Some(rest) => rest.find('/').map_or("", |at| &rest[at..]),
        None => path.strip_prefix("/root").unwrap_or_default(),
    };
    HOME_SECRETS.iter().any(|secret| is_under(inside, secret))
}

/// Of another process only where the number is another: `/proc/meminfo` and the like tell of nobody.
fn of_proc(path: &str, pid: u32) -> Class {
    let part = path.strip_prefix("/proc/").and_then(|rest| rest.split('/').next()).unwrap_or_default();
    match part.parse::<u32>() {
        Ok(number) if number != pid => Class::ProcOther,
        _ => Class::ProcSelf,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn places_have_their_classes() {
        for (path, class) in [
            ("/etc/passwd", "etc"),
            ("/etc/shadow", "etc-secret"),
            ("/etc/shadowy", "etc"),
            ("/etc/ssh/ssh_host_rsa_key", "etc-secret"),
            ("/etc/ssh/ssh_host_rsa_key.pub", "etc"),
            ("/etc/nginx/tls/site.key", "etc-secret"),
            ("/home/a/notes", "home"),
            ("/home/a/.ssh/id_rsa", "home-secret"),
            ("/home/a/.sshx", "home"),
            ("/root/.aws/credentials", "home-secret"),
            ("/root/x", "root"),
            ("/rootkit", "other"),
            ("/dev/shm/x", "tmp"),
            ("/dev/null", "dev"),
            ("/var/lib/mysql/x", "data"),
            ("/var/www/html", "srv"),
            ("/proc/7/maps", "proc-self"),
            ("/proc/8/maps", "proc-other"),
            ("/proc/meminfo", "proc-self"),
            ("/usr/bin/ls", "bin"),
            ("/usr/lib/x.so", "lib"),
            ("/boot/vmlinuz", "boot"),
            ("/data", "other"),
            ("", "other"),
        ] {
            assert_eq!(classify(path, 7).name(), class, "{path}");
        }
    }

    proptest! {
        #[test]
        fn any_path_has_a_class(path in "(/|home|root|proc|[a-z0-9.é]{0,4}){0,8}") {
            classify(&path, 1);
        }
    }
}
