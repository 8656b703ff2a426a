//! What a build hands over: files with addresses inside the site.
//!
//! [`SitePath`] is the only way to name an output file, so that nothing can be written outside the site or under a name
//! that some system cannot store. Writes nothing: a sink takes each [`OutputFile`] as it is made.

use std::borrow::Borrow;
use std::fmt::{self, Write};
use std::sync::Arc;

use crate::source::FileId;

/// The longest part of a path that common file systems store, in bytes.
const MAX_PART: usize = 255;

/// The longest path, in bytes: leaves room for the folder the site stands in.
const MAX_PATH: usize = 1024;

/// First parts that may begin with a full stop: what web servers and hosts look for.
const DOTTED: &[&str] = &[".nojekyll", ".well-known", ".htaccess"];

/// Names that Windows keeps for devices, with any extension.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$"];

/// The path of a file in the site: relative, `/` as separator, fit for every system and for an address.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(Arc<str>);

/// Why a path cannot be one in the site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadSitePath {
    /// The path as it was asked for.
    pub path: String,
    /// What is wrong with it.
    pub why: &'static str,
}

/// One file of the site.
#[derive(Clone, Debug)]
pub struct OutputFile {
    /// Where it goes.
    pub path: SitePath,
    /// What is in it.
    pub body: OutputBody,
}

/// What a file of the site holds.
#[derive(Clone, Debug)]
pub enum OutputBody {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The bytes of a file of the content folder, unread so far.
    Asset(FileId),
}

impl SitePath {
    /// The path, if it is one: `incidents/2019-02-04-kiam/index.html`.
    pub fn new(path: &str) -> Result<Self, BadSitePath> {
        let bad = |why| Err(BadSitePath { path: path.to_owned(), why });
        if path.len() > MAX_PATH {
            return bad("it is longer than 1024 bytes");
        }
        for (at, part) in path.split('/').enumerate() {
            if let Err(why) = check_part(part, at == 0) {
                return bad(why);
            }
        }
        Ok(Self(path.into()))
    }

    /// The path, `/` as separator, without one in front.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder the file stands in, without a trailing `/`; empty at the top.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// A path like this one that every system can store: what some cannot is written as `~` and two digits, and so is `~`, so
/// that no two paths become the same. `12:30/a.png` is `12~3A30/a.png`. A path that is too long stays too long.
pub fn storable(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for (at, part) in path.split('/').enumerate() {
        if at > 0 {
            out.push('/');
        }
        for (at, c) in part.char_indices() {
            let first_of_device = at == 0 && is_device(part);
            let at_end = at + c.len_utf8() == part.len();
            let edge = (at == 0 && matches!(c, '.' | ' ')) || (at_end && matches!(c, '.' | ' '));
            if c == '~' || is_unstorable(c) || edge || first_of_device {
                let mut bytes = [0; 4];
                c.encode_utf8(&mut bytes).bytes().for_each(|byte| {
                    let _ = write!(out, "~{byte:02X}");
                });
            } else {
                out.push(c);
            }
        }
    }
    out
}

fn is_unstorable(c: char) -> bool {
    c.is_control() || "<>:\"\\|?*".contains(c)
}

/// Whether Windows keeps a name for a device, whatever its extension.
fn is_device(part: &str) -> bool {
    let device = part.split('.').next().unwrap_or_default().trim_end();
    // The longest is `conout$`; nearly every part of a path is longer.
    if device.len() > 7 {
        return false;
    }
    let device = device.to_ascii_lowercase();
    let port = device.strip_prefix("com").or_else(|| device.strip_prefix("lpt"));
    let is_port = port.is_some_and(|number| matches!(number, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9"));
    RESERVED.contains(&device.as_str()) || is_port
}

fn check_part(part: &str, is_first: bool) -> Result<(), &'static str> {
    if part.is_empty() {
        Err("a part of it is empty")
    } else if part == "." || part == ".." {
        Err("it leaves its folder")
    } else if part.len() > MAX_PART {
        Err("a part of it is longer than 255 bytes")
    } else if part.chars().any(is_unstorable) {
        Err("it holds a character that not every system can store")
    } else if part.starts_with('.') && !(is_first && DOTTED.contains(&part)) {
        Err("a part of it begins with a full stop")
    } else if part.ends_with(['.', ' ']) || part.starts_with(' ') {
        Err("a part of it ends in a full stop, or begins or ends with a space")
    } else if is_device(part) {
        Err("a part of it is the name of a device on Windows")
    } else {
        Ok(())
    }
}

impl Borrow<str> for SitePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl fmt::Display for BadSitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} cannot be the path of a page: {}", self.path, self.why)
    }
}

impl std::error::Error for BadSitePath {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_in_the_site() {
        let check = |path: &str, fits: bool| assert_eq!(SitePath::new(path).is_ok(), fits, "{path:?}");
        check("index.html", true);
        check("incidents/2019-02-04-kiam/index.html", true);
        check("files/Café – 1.png", true);
        check(".nojekyll", true);
        check(".well-known/security.txt", true);
        check("", false);
        check("/index.html", false);
        check("a//b", false);
        check("a/", false);
        check("../a", false);
        check("a/./b", false);
        check("a\\b", false);
        check("a\0b", false);
        check("a\nb", false);
        check("c:a", false);
        check(".annals-manifest", false);
        check("a/.nojekyll", false);
        check("a.", false);
        check("a /b", false);
        check("con", false);
        check("Aux.html", false);
        check("a/com1/index.html", false);
        check("com10", true);
        check("console", true);
        check(&"a".repeat(256), false);
        check(&"a".repeat(255), true);
        check(&"a/".repeat(600), false);
    }
    #[test]
    fn any_path_has_one_like_it_that_fits() {
        let check = |path: &str, expected: &str| {
            assert_eq!(storable(path), expected);
            assert!(SitePath::new(&format!("files/{expected}")).is_ok(), "{expected}");
        };
        check("2019/Café – 1.png", "2019/Café – 1.png");
        check("12:30/a.png", "12~3A30/a.png");
        check("a~b.png", "a~7Eb.png");
        check("a\"<b>?*|\\.png", "a~22~3Cb~3E~3F~2A~7C~5C.png");
        check("a\n\u{85}.png", "a~0A~C2~85.png");
        check(" a.png /.b/c.", "~20a.png~20/~2Eb/c~2E");
        check("con.png", "~63on.png");
        check("COM1/x.png", "~43OM1/x.png");
    }
}
