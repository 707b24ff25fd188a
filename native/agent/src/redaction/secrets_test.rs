//! Every way of putting a secret on a command line that we know of, with secrets of every form.

use super::secrets::mask;
use super::tokens::MASK;
use proptest::prelude::*;

/// Command lines with a secret at `@` (`@@`: one with an @ after it); `|` parts arguments, `‖` is a pipe.
const LINES: &[&str] = &[
    "mysql|-uroot|-p@|shop",
    "/usr/bin/mysqldump|-p@",
    "mysql|--password=@|shop",
    "mysqladmin|--password|@",
    "sudo|mysql|-p@",
    "sshpass|-p|@|ssh|host",
    "sshpass|-p@|ssh|host",
    "curl|-u|alice:@|https://host/",
    "curl|-ualice:@|https://host/",
    "curl|--user=alice:@|https://host/",
    "curl|--proxy-user|alice:@|https://host/",
    "curl|-H|Authorization: Bearer @|https://host/",
    "curl|-H|Authorization: Basic @|https://host/",
    "curl|-HX-Api-Key: @|https://host/",
    "curl|-H|X-Auth-Token: @|https://host/",
    "curl|-d|{\"user\":\"alice\",\"password\":\"@\"}|https://host/",
    "curl|-d|user=alice&password=@&x=1|https://host/",
    "curl|--data|password=@|https://host/",
    "curl|https://host/?access_token=@&page=2",
    "curl|-b|sessionid=@|https://host/",
    "curl|--cookie|@|https://host/",
    "wget|--http-password=@|https://host/",
    "wget|https://alice:@@host/x",
    "git|clone|https://alice:@@host/x.git",
    "git|clone|https://@@host/x.git",
    "psql|postgres://alice:@@db/shop",
    "psql|host=db user=alice password=@ dbname=shop",
    "env|PGPASSWORD=@|psql",
    "env|AWS_SECRET_ACCESS_KEY=@|aws|s3|ls",
    "docker|run|-e|DB_PASSWORD=@|image",
    "docker|run|--env=API_TOKEN=@|image",
    "docker|login|-u|alice|-p|@|host",
    "docker|login|--password|@",
    "redis-cli|-a|@|ping",
    "redis-cli|config|set|requirepass|@",
    "ldapsearch|-x|-D|cn=admin|-w|@",
    "smbclient|//host/share|-U|alice%@",
    "rpcclient|-U|alice%@|host",
    "mount|-t|cifs|//host/x|/mnt|-o|username=alice,password=@,vers=3.0",
    "openssl|enc|-aes-256-cbc|-pass|pass:@",
    "openssl|rsa|-passin|pass:@|-in|key",
    "openssl|enc|-k|@",
    "gpg|--passphrase|@|-d|x",
    "zip|-P|@|a.zip|b",
    "unzip|-P@|a.zip",
    "7z|x|-p@|a.7z",
    "htpasswd|-b|/etc/htpasswd|alice|@",
    "useradd|-p|@|bob",
    "usermod|--password=@|bob",
    "ipmitool|-U|admin|-P|@|power",
    "mosquitto_pub|-u|alice|-P|@",
    "snmpwalk|-v2c|-c|@|host",
    "snmpget|-v3|-A|@|-X|@|host",
    "xfreerdp|/u:alice|/p:@|/v:host",
    "rdesktop|-u|alice|-p|@|host",
    "lftp|-u|alice,@|host",
    "wpa_passphrase|net|@",
    "rabbitmqctl|add_user|alice|@",
    "rabbitmqctl|change_password|alice|@",
    "kubectl|--token=@|get|pods",
    "kubectl|create|secret|generic|x|--from-literal=k=@",
    "vault|login|token=@",
    "vault|kv|put|secret/x|password=@",
    "java|-Ddb.password=@|-jar|x.jar",
    "java|-Djavax.net.ssl.keyStorePassword=@|-jar|x.jar",
    "node|app.js|--api-key|@",
    "node|app.js|--apiKey=@",
    "app|--client-secret|@",
    "app|-password|@",
    "app|--auth-token=@",
    "app|password|@",
    "app|password:|@",
    "app|--db.passwd=@",
    "app|--config={\"db\":{\"pass\":\"@\"}}",
    "app|--dsn=mysql://alice:@@db/shop",
    "sh|-c|mysql -uroot -p@ shop",
    "sh|-c|PGPASSWORD=@ psql -h db",
    "sh|-c|export TOKEN=@; run",
    "sh|-c|cd /x && curl -u alice:@ https://host/",
    "sh|-c|curl -H \"Authorization: Bearer @\" https://host/",
    "sh|-c|curl -H 'X-Api-Key: @' https://host/",
    "bash|-c|echo '@' > x; sshpass -p @ ssh host",
    "bash|-lc|mysql --password='@' shop",
    "bash|-c|app --secret @ --port 80",
    "su|-|alice|-c|app --password @",
    "ssh|host|mysql -p@ shop",
    "mysql|-e|ALTER USER a IDENTIFIED BY '@'",
    "mysql|-e|SET PASSWORD = '@'",
    "psql|-c|ALTER ROLE a WITH PASSWORD '@'",
    "app|-----BEGIN RSA PRIVATE KEY-----\n@\n-----END RSA PRIVATE KEY-----",
    "app|-----BEGIN OPENSSH PRIVATE KEY-----\n@",
    "psql|user=x password='@' dbname=y",
    "az|login|--service-principal|-u|x|-p|@|--tenant|t",
    "terraform|apply|-var|db_password=@",
    "ansible-playbook|-e|ansible_become_pass=@|site.yml",
    "ansible-playbook|--extra-vars|{\"vault_pass\":\"@\"}",
    "helm|install|x|--set|auth.rootPassword=@",
    "helm|install|x|--set|a=b,db.secretKey=@",
    "docker|run|-e|MYSQL_ROOT_PASSWORD=@|mysql",
    "rclone|--sftp-pass|@|ls|x:",
    "nmcli|dev|wifi|connect|net|password|@",
    "nmcli|con|mod|x|802-11-wireless-security.psk|@",
    "ssh-keygen|-t|ed25519|-N|@|-f|key",
    "keytool|-list|-storepass|@|-keypass|@",
    "sh|-c|echo @ ‖ sudo -S ls",
    "sh|-c|echo alice:@ ‖ chpasswd",
    "sh|-c|echo '@' ‖ docker login -u a --password-stdin host",
    "bash|-c|cryptsetup luksOpen /dev/vdb x <<< @",
    "curl|--cert|client.pem:@|https://host/",
    "curl|--oauth2-bearer|@|https://host/",
    "curl|-u|:@|https://host/",
    "http|-a|alice:@|host",
    "http|POST|host|password=@",
    "aws|configure|set|aws_secret_access_key|@",
    "vault|login|@",
    "npm|config|set|//registry/:_authToken=@",
    "twine|upload|-u|__token__|-p|@|dist/x",
    "mongosh|-u|a|-p|@",
    "sqlplus|alice/@@db",
    "psexec.py|DOM/alice:@@10.0.0.9",
    "htpasswd|-nbB|alice|@",
    "mkpasswd|-m|sha-512|@",
    "openssl|passwd|-6|@",
    "samba-tool|user|create|bob|@",
    "iwconfig|wlan0|key|s:@",
    "python3|-c|requests.get(u, auth=('a','@'))",
    "python3|-c|import os; os.environ['API_KEY']='@'",
    "git|-c|http.extraheader=AUTHORIZATION: basic @|clone|https://host/x",
    "java|-jar|x.jar|--spring.datasource.password=@",
    "etcdctl|--user|root:@|get|/",
    "cqlsh|-u|a|-p|@|host",
    "beeline|-u|jdbc:hive2://h|-n|a|-p|@",
    "plink|-pw|@|host",
    "mc|alias|set|m|https://host|alice|@",
    "x11vnc|-passwd|@",
    "net|rpc|info|-U|admin%@",
    "sudo|-u|alice|env|DB_PASS=@|app",
    "timeout|5|mysql|-u|root|-p@",
    "docker|exec|db|mysql|-p@|shop",
    "docker|exec|db|sh|-c|mysqldump -p@ shop ‖ gzip",
    "kubectl|exec|pod|--|redis-cli|-a|@|info",
    "systemd-run|--setenv=API_SECRET=@|app",
    "nsenter|-t|1|sh|-c|PASSWORD='@' app",
    "xargs|-I{}|curl|-H|Authorization: token @|{}",
    "app|--access-key-id=x|--secret-access-key=@",
    "app|https://host/hook?sig=@",
    "app|wss://host/?auth=@&v=1",
    "app|Server=db;User Id=sa;Password=@;Encrypt=no",
    "app|DefaultEndpointsProtocol=https;AccountName=x;AccountKey=@;EndpointSuffix=y",
    "app|{'token': '@'}",
    "app|token: @",
    "app|--header=Cookie: session=@",
];

fn masked(line: &str, secret: &str) -> Vec<String> {
    let with = |argument: &str| match argument.split_once("@@") {
        Some((before, after)) => format!("{before}{secret}@{after}"),
        None => argument.replace('@', secret),
    };
    let argv: Vec<String> = line.split('|').map(|argument| with(&argument.replace('‖', "|"))).collect();
    mask(&argv).0
}

fn check(line: &str, secret: &str) -> Result<(), TestCaseError> {
    // A word before a command may hold the secret plainly, as `echo '@'` does: only its place is judged then.
    let line = line.replace("echo '@' > x; ", "");
    let out = masked(&line, secret);
    prop_assert!(out.iter().all(|argument| !argument.contains(secret)), "{} → {:?}", line, out);
    prop_assert!(out.iter().any(|argument| argument.contains(MASK)));
    Ok(())
}

#[test]
fn every_way_hides_an_ordinary_word() {
    let told: Vec<_> =
        LINES.iter().filter_map(|line| check(line, "hunter2").err()).map(|error| error.to_string()).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn what_is_no_secret_stays() {
    for line in [
        "nginx: worker process",
        "/usr/sbin/sshd -D -p 2222",
        "ls -la /etc/passwd",
        "docker run -p 8080:80 -v /srv:/srv image",
        "python3 -m http.server 8000",
        "gcc -O2 -o main.o -c main.c -I/usr/include",
        "postgres: checkpointer",
        "/lib/systemd/systemd-logind",
        "find / -name *.conf -newer /tmp/stamp",
        "bash -i",
        "tar -czf /var/backups/etc-2026-11-27.tar.gz /etc",
        "ssh -i /home/alice/.ssh/id_ed25519 -p 22 alice@example.org",
        "rsync -a --delete /srv/www/ backup@10.0.0.9:/srv/www/",
    ] {
        let argv: Vec<String> = line.split(' ').map(str::to_owned).collect();
        assert_eq!(mask(&argv), (argv.clone(), 0), "{line}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn every_way_hides_secrets_of_every_form(secret in prop_oneof![
        "[A-Za-z0-9]{6,30}", "[A-Za-z0-9!#%+_.-]{8,24}", "[a-f0-9]{32}", "[A-Za-z0-9+/]{40}", "[A-Z][a-z]{4,8}[0-9]{2,4}[!?]"
    ]) {
        // Forms that a URL, a quote or JSON cannot hold as they are would not be read as one secret by the program either.
        for line in LINES {
            check(line, &secret)?;
        }
    }

    #[test]
    fn any_arguments_are_taken(argv in prop::collection::vec("\\PC{0,60}", 0..6)) {
        let (out, _) = mask(&argv);
        prop_assert_eq!(out.len(), argv.len());
    }

    #[test]
    fn hostile_arguments_are_taken(argv in prop::collection::vec("[-=:/@'\"\\\\ aé{}$;&|pPu%,]{0,40}", 1..6)) {
        mask(&argv);
    }

    #[test]
    fn masking_twice_is_masking_once(argv in prop::collection::vec("[-=a-z:/ ]{0,30}", 1..5)) {
        let once = mask(&argv).0;
        prop_assert_eq!(mask(&once).0, once);
    }
}
