//! Programs that take secrets in options or places whose names do not say so.

/// Options by program: each takes a secret, as `-pVALUE`, `-p VALUE` or `-p=VALUE`.
const OPTIONS: &[(&[&str], &[&str])] = &[
    (
        &["mysql*", "mariadb*", "sshpass", "mongo*", "login", "7z*", "rar", "unrar", "ncftp*", "useradd", "usermod"],
        &["-p"],
    ),
    (&["rdesktop", "evil-winrm", "crackmapexec", "nxc", "hydra", "steghide", "az", "singularity", "adduser"], &["-p"]),
    (&["ldap*", "pwdx", "influx", "dsconf", "medusa"], &["-w", "-W", "-y", "-p"]),
    (&["twine", "cqlsh", "beeline", "impala-shell", "snowsql", "trino", "pg_*", "smbmap"], &["-p"]),
    (&["ssh-keygen"], &["-N", "-P"]),
    (&["redis-cli", "keydb-cli", "valkey-cli"], &["-a"]),
    (&["zip", "unzip", "ipmitool", "mosquitto_*", "sqlcmd", "bcp", "isql", "osql", "tsql", "fcrackzip"], &["-P"]),
    (&["snmp*"], &["-A", "-X", "-c"]),
    (&["openssl"], &["-k", "-K", "-pass", "-passin", "-passout", "-macopt", "-hmac"]),
    (&["ccrypt", "ccencrypt", "ccdecrypt", "mcrypt"], &["-k", "-K"]),
    (&["xfreerdp*", "wfreerdp"], &["/p:", "/pth:", "/gp:"]),
    (&["kubectl", "oc", "helm"], &["--from-literal", "--set-string"]),
    (&["qpdf", "pdftk"], &["user_pw", "owner_pw", "input_pw"]),
    (&["nmcli", "wpa_cli", "iwctl"], &["-P"]),
    (&["secretsdump*", "psexec*", "wmiexec*", "smbexec*"], &["-hashes", "-aesKey"]),
];

/// Words after which, so many places on, all that is no option is secret.
const PLACES: &[(&str, usize)] = &[
    ("htpasswd", 1),
    ("mkpasswd", 0),
    ("passwd", 0),
    ("samba-tool", 3),
    ("mc", 4),
    ("vault", 1),
    ("sqlplus", 0),
    ("sqlldr", 0),
    ("expdp", 0),
    ("impdp", 0),
    ("rman", 0),
    ("wpa_passphrase", 1),
    ("add_user", 1),
    ("change_password", 1),
    ("obscure", 0),
    ("requirepass", 0),
    ("masterauth", 0),
];

/// Words that begin a sentence whose next word is secret.
const BEFORE: &[&str] = &["bearer", "basic", "digest", "negotiate", "token"];

/// What is known of one program.
#[derive(Clone, Copy, Default)]
pub struct Rule {
    options: Option<&'static [&'static str]>,
    skip: Option<usize>,
}

/// How an argument stands to a rule.
#[derive(Debug, PartialEq, Eq)]
pub enum Place {
    /// Bytes of the option before its secret.
    Joined(usize),
    /// The secret comes next.
    Next,
    No,
}

impl Rule {
    /// The rule of a program or a word by its base name; None where nothing is known of it.
    pub fn of(word: &str) -> Option<Rule> {
        let base = word.rsplit('/').next().unwrap_or(word);
        let options = OPTIONS.iter().find(|(names, _)| names.iter().any(|name| matches(name, base)));
        let skip = PLACES.iter().find(|(name, _)| name.eq_ignore_ascii_case(base));
        (options.is_some() || skip.is_some())
            .then(|| Rule { options: options.map(|&(_, options)| options), skip: skip.map(|&(_, skip)| skip) })
    }

    /// This rule after another: what was said of places holds on where this says nothing of them.
    pub fn after(self, before: Option<Rule>) -> Rule {
        Rule { skip: self.skip.or(before.and_then(|rule| rule.skip)), ..self }
    }

    /// How an argument stands to this rule.
    pub fn option(&self, argument: &str) -> Place {
        for option in self.options.unwrap_or_default() {
            if argument == *option {
                return if option.ends_with(':') { Place::No } else { Place::Next };
            }
            let Some(rest) = argument.strip_prefix(option) else { continue };
            let long = option.len() > 2 && !option.ends_with(':');
            if !long {
                return Place::Joined(option.len() + usize::from(rest.starts_with('=')));
            }
            if rest.starts_with('=') {
                return Place::Joined(option.len() + 1);
            }
        }
        Place::No
    }

    /// Whether the argument at a place (0 the first that is no option) is secret.
    pub fn place(&self, place: usize) -> bool {
        self.skip.is_some_and(|skip| place >= skip)
    }
}

/// Whether the next word is secret because of this one.
pub fn comes_before(word: &str) -> bool {
    BEFORE.iter().any(|before| word.eq_ignore_ascii_case(before))
}

/// Programs and options that read a secret from what is piped into them.
const READERS: &[&str] = &["chpasswd", "sudo -S", "-stdin", "cryptsetup", "passphrase-fd", "passwd", "password_stdin"];

/// Whether a command reads a secret from what is piped into it.
pub fn reads_secret(command: &str) -> bool {
    READERS.iter().any(|reader| command.contains(reader))
}

/// Whether an option takes `user:secret`, whatever the program.
pub fn takes_pair(option: &str) -> bool {
    [
        "-u",
        "-U",
        "--user",
        "--proxy-user",
        "-a",
        "--auth",
        "--login",
        "--credentials",
        "--creds",
        "--userpwd",
        "-E",
        "--cert",
        "--proxy-cert",
    ]
    .contains(&option)
}

fn matches(pattern: &str, base: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => base.starts_with(start),
        None => base == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_known_by_program() {
        let mysql = Rule::of("/usr/bin/mysqldump").unwrap();
        assert_eq!(mysql.option("-phunter2"), Place::Joined(2));
        assert_eq!(mysql.option("-p"), Place::Next);
        assert_eq!(mysql.option("--host"), Place::No);
        assert_eq!(Rule::of("openssl").unwrap().option("-passin"), Place::Next);
        assert_eq!(Rule::of("openssl").unwrap().option("-passin=x"), Place::Joined(8));
        assert_eq!(Rule::of("xfreerdp3").unwrap().option("/p:x"), Place::Joined(3));
        assert!(Rule::of("/bin/ls").is_none());
        assert!(!Rule::of("htpasswd").unwrap().place(0) && Rule::of("htpasswd").unwrap().place(1));
    }
}
