//! What a thread's cgroup says: the unit and the container it belongs to.

/// What was found; empty strings where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// systemd unit without `.service`.
    pub unit: String,
    /// First 12 digits of the container's id, or its name.
    pub container: String,
    /// Whether all of it is in the unified hierarchy, so that its id tells as much.
    pub unified: bool,
}

/// Reads the text of /proc/PID/cgroup, of version 1, 2 or both.
pub fn parse(text: &str) -> Place {
    let mut place = Place { unified: true, ..Place::default() };
    for line in text.lines() {
        let mut fields = line.splitn(3, ':');
        let (Some(number), Some(controllers), Some(path)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        if number != "0" && path != "/" {
            place.unified = false;
        }
        if place.container.is_empty() {
            place.container = container(path).unwrap_or_default().to_owned();
        }
        // Units stand in systemd's own hierarchy, which is the unified one where there is no other.
        if place.unit.is_empty() && (controllers.is_empty() || controllers == "name=systemd") {
            place.unit = unit(path);
        }
    }
    // A container's scope is made anew at each of its starts: what runs in it is named by its program.
    if !place.container.is_empty() {
        place.unit.clear();
    }
    place
}

/// The innermost unit that lasts; sessions of people are the slice of their user.
fn unit(path: &str) -> String {
    let mut found = "";
    for part in path.split('/') {
        if let Some(name) = part.strip_suffix(".service") {
            found = name;
        } else if let Some(name) = part.strip_suffix(".scope") {
            found = match name {
                "init" => "init",
                _ if name.starts_with("session-") => user_slice(path).unwrap_or("session"),
                // Scopes are made for one run and bear its number.
                _ => continue,
            };
        }
    }
    if found.starts_with("user@") {
        return user_slice(path).unwrap_or(found).to_owned();
    }
    // `run-u123.service`, `run-r0a1b….service`: made by systemd-run.
    if found.starts_with("run-u") || found.starts_with("run-r") {
        return "run".to_owned();
    }
    unescape(found)
}

fn user_slice(path: &str) -> Option<&str> {
    path.split('/').find_map(|part| part.strip_suffix(".slice").filter(|name| name.starts_with("user-")))
}

/// systemd writes `-` inside a name as `\x2d`.
fn unescape(name: &str) -> String {
    name.replace("\\x2d", "-")
}

const BEFORE_ID: &[&str] = &["docker-", "libpod-", "cri-containerd-", "crio-", "podman-", "nerdctl-", "buildkit-"];
/// Length of a container's id.
const ID: usize = 64;
/// How much of it is told, as the runtimes' own lists do.
const SHORT_ID: usize = 12;

/// The container of a cgroup's path: docker, podman, containerd, cri-o and kubernetes by id, lxc and nspawn by name.
fn container(path: &str) -> Option<&str> {
    let mut found = None;
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        let name = part.strip_suffix(".scope").or_else(|| part.strip_suffix(".service")).unwrap_or(part);
        let id = BEFORE_ID.iter().find_map(|start| name.strip_prefix(start)).unwrap_or(name);
        // containerd names a container after the colons of a slice: `…slice:cri-containerd:ID`.
        let id = id.rsplit(':').next().unwrap_or(id);
        if id.len() == ID && id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            found = Some(&id[..SHORT_ID]);
        } else if let Some(name) = name.strip_prefix("lxc.payload.").or_else(|| name.strip_prefix("machine-")) {
            found = Some(name);
        } else if part == "lxc" {
            found = parts.peek().copied().filter(|name| !name.is_empty()).or(found);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ID64: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    #[test]
    fn units_and_containers_are_found() {
        for (text, unit, container) in [
            ("0::/system.slice/nginx.service", "nginx", ""),
            ("0::/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1", ""),
            ("0::/system.slice/dbus\\x2dbroker.service", "dbus-broker", ""),
            ("0::/user.slice/user-1000.slice/session-3.scope", "user-1000", ""),
            ("0::/user.slice/user-1000.slice/user@1000.service/init.scope", "init", ""),
            ("0::/user.slice/user-1000.slice/user@1000.service/app.slice/sync.service", "sync", ""),
            ("0::/init.scope", "init", ""),
            ("0::/system.slice/run-u77.service", "run", ""),
            ("0::/", "", ""),
            ("12:cpu,cpuacct:/system.slice/ssh.service\n1:name=systemd:/system.slice/ssh.service", "ssh", ""),
            (&format!("0::/system.slice/docker-{ID64}.scope"), "", "0123456789ab"),
            (&format!("4:memory:/docker/{ID64}\n0::/"), "", "0123456789ab"),
            (&format!("0::/machine.slice/libpod-{ID64}.scope/container"), "", "0123456789ab"),
            (
                &format!("0::/kubepods.slice/kubepods-burstable.slice/x.slice/cri-containerd-{ID64}.scope"),
                "",
                "0123456789ab",
            ),
            (&format!("0::/system.slice/kubepods-pod1.slice:cri-containerd:{ID64}"), "", "0123456789ab"),
            ("0::/lxc/web/init", "", "web"),
            ("0::/lxc.payload.web/system.slice/nginx.service", "", "web"),
            ("0::/machine.slice/machine-deb.scope/payload", "", "deb"),
            ("0::/system.slice/docker.service", "docker", ""),
        ] {
            let place = parse(text);
            assert_eq!((place.unit.as_str(), place.container.as_str()), (unit, container), "{text}");
        }
    }

    #[test]
    fn only_the_unified_hierarchy_is_known_by_its_id() {
        assert!(parse("0::/system.slice/x.service").unified);
        assert!(parse("3:cpu:/\n0::/system.slice/x.service").unified);
        assert!(!parse("4:memory:/docker/x\n0::/").unified);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "([0-9]:[a-z=]{0,8}:)?(/|lxc|docker-|\\.scope|\\.service|[a-f0-9]{64}|é|:|\n){0,12}") {
            parse(&text);
        }
    }
}
