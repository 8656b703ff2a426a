//! The values of `book.toml` that are written as texts: how each is spelled, and what is wrong with one that is not.

use std::collections::BTreeMap;

use super::choices::Meaning;
use super::foreign::write_one_of;
use super::node::{Entry, Node, Value};
use super::options::ExtraTable;
use super::paths::{Folder, Globs, InnerFile, Permalink, SiteUrl, ThemeRef, UrlTemplate, Wrong, web_address};
use super::reader::{Field, Reader, Spelled, TableField, read_table};
use super::schema::Kind;
use super::settings::Extra;
use super::suggest::nearest;
use super::taxonomy::Keyword;
use crate::diag::Code;
use crate::model::Zone;

/// Implements [`Spelled`] for a type whose own parser says what is wrong.
macro_rules! spelled {
    ($($type:ty, $words:literal, $parse:expr;)+) => {$(
        impl Spelled for $type {
            const SPELLED: Kind = Kind::Text($words);

            fn parse(written: &str) -> Result<Self, Wrong> {
                $parse(written)
            }
        }
    )+};
}

spelled! {
    Folder, "path", Folder::parse;
    SiteUrl, "address", SiteUrl::parse;
    ThemeRef, "name or path", ThemeRef::parse;
    UrlTemplate, "address", UrlTemplate::parse;
    Permalink, "pattern", Permalink::parse;
    StyleFile, "path", |text| InnerFile::parse(text, &[".css"]).map(StyleFile);
    ScriptFile, "path", |text| InnerFile::parse(text, &[".js", ".mjs"]).map(ScriptFile);
    MarkdownFile, "path", |text| InnerFile::parse(text, &[".md", ".markdown"]).map(MarkdownFile);
    GlobPattern, "pattern", glob;
    KeywordText, "text", |text| Keyword::parse(text).map(KeywordText);
    CategoryId, "id", category_id;
    ZoneName, "zone", zone;
    Language, "language", language;
    HostName, "host", host;
    WebAddress, "address", address;
    Handle, "handle", handle;
    RedirectFrom, "address", redirect_from;
    RedirectTo, "address", redirect_to;
}

/// A style sheet of the archive.
#[derive(Clone, Debug)]
pub(super) struct StyleFile(pub InnerFile);

/// A script of the archive.
#[derive(Clone, Debug)]
pub(super) struct ScriptFile(pub InnerFile);

/// A Markdown file of the archive.
#[derive(Clone, Debug)]
pub(super) struct MarkdownFile(pub InnerFile);

/// A file pattern that compiles.
#[derive(Clone, Debug)]
pub(super) struct GlobPattern(pub String);

fn glob(written: &str) -> Result<GlobPattern, Wrong> {
    Globs::parse(&[written]).map_err(|(_, wrong)| wrong)?;
    Ok(GlobPattern(written.to_owned()))
}

/// Words to look for.
#[derive(Clone, Debug)]
pub(super) struct KeywordText(pub Keyword);

/// The id of a category or group: part of an address.
#[derive(Clone, Debug)]
pub(super) struct CategoryId(pub String);

fn category_id(written: &str) -> Result<CategoryId, Wrong> {
    let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if written.is_empty() || !written.chars().all(sound) || written.starts_with('-') || written.ends_with('-') {
        let help = "an id holds lower-case ASCII letters, digits and hyphens; the words for people go to `label`";
        return Err(Wrong::or("is no id", help));
    }
    Ok(CategoryId(written.to_owned()))
}

/// The name of a zone in the zone database.
#[derive(Clone, Debug)]
pub(super) struct ZoneName(pub Zone);

fn zone(written: &str) -> Result<ZoneName, Wrong> {
    let name = written.trim();
    let found = jiff::tz::db().get(name).ok();
    let canonical = found.as_ref().and_then(|zone| zone.iana_name()).map(|name| ZoneName(Zone::new(name)));
    canonical.ok_or_else(|| {
        let names: Vec<String> = jiff::tz::db().available().map(|zone| zone.as_str().to_owned()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let city = |zone: &&&str| zone.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(name));
        let meant = names.iter().find(city).copied().or_else(|| nearest(name, &names));
        let help = meant.map_or_else(
            || "write a name of the IANA zone database, such as `Europe/Oslo` or `UTC`".to_owned(),
            |zone| format!("did you mean `{zone}`?"),
        );
        Wrong::or(format!("is no known time zone: `{}`", name.escape_debug()), help)
    })
}

/// A language tag.
#[derive(Clone, Debug)]
pub(super) struct Language(pub String);

fn language(written: &str) -> Result<Language, Wrong> {
    let mut parts = written.split('-');
    let first = parts.next().unwrap_or_default();
    let sound = (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if sound {
        return Ok(Language(written.to_owned()));
    }
    let help = match written.replace('_', "-") {
        hyphened if hyphened != written && language(&hyphened).is_ok() => format!("write `{hyphened}`"),
        _ => "write a tag such as `en`, `de` or `pt-BR`".to_owned(),
    };
    Err(Wrong::or("is no language tag", help))
}

/// The name of a host.
#[derive(Clone, Debug)]
pub(super) struct HostName(pub String);

fn host(written: &str) -> Result<HostName, Wrong> {
    let part = |part: &str| {
        let sound = |c: char| c.is_alphanumeric() || c == '-';
        (1..=63).contains(&part.len()) && part.chars().all(sound) && !part.starts_with('-') && !part.ends_with('-')
    };
    if written.len() <= 253 && written.contains('.') && written.split('.').all(part) {
        return Ok(HostName(written.to_lowercase()));
    }
    Err(Wrong::or("must be a host name alone", "write for example `incidents.example.org`"))
}

/// The address of a web page.
#[derive(Clone, Debug)]
pub(super) struct WebAddress(pub String);

fn address(written: &str) -> Result<WebAddress, Wrong> {
    if is_web_address(written) {
        return Ok(WebAddress(written.to_owned()));
    }
    Err(Wrong::or("must be the address of a web page", "write it in full: `https://…`"))
}

fn is_web_address(written: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '"' | '<' | '>' | '\\');
    web_address(written).is_some() && written.chars().all(plain)
}

/// The handle of a person, without `@`.
#[derive(Clone, Debug)]
pub(super) struct Handle(pub String);

fn handle(written: &str) -> Result<Handle, Wrong> {
    let bare = written.trim().trim_start_matches('@');
    if bare.is_empty() || bare.contains(char::is_whitespace) {
        return Err(Wrong::or("must be one word", "write for example `@amoreau`"));
    }
    Ok(Handle(bare.to_owned()))
}

/// A former address of the site.
#[derive(Clone, Debug)]
pub(super) struct RedirectFrom(pub String);

fn redirect_from(written: &str) -> Result<RedirectFrom, Wrong> {
    const HELP: &str = "write the former path from the root of the site: `/postmortems/42.html`";
    if !written.starts_with('/') || written.starts_with("//") {
        return Err(Wrong::or("must begin with one `/`", HELP));
    }
    inner_path(written, HELP)?;
    if written.contains(['?', '#']) {
        return Err(Wrong::or("must not hold `?` or `#`: a static site cannot tell them apart", HELP));
    }
    if written == "/" {
        return Err(Wrong::or("must not be the home page", HELP));
    }
    Ok(RedirectFrom(written.to_owned()))
}

/// Where a former address leads.
#[derive(Clone, Debug)]
pub(super) struct RedirectTo(pub String);

fn redirect_to(written: &str) -> Result<RedirectTo, Wrong> {
    const HELP: &str = "write a path from the root of the site, such as `/incidents/`, or an address in full";
    if !is_web_address(written) {
        if !written.starts_with('/') || written.starts_with("//") {
            return Err(Wrong::or("must lead to a path that begins with `/`, or to `https://…`", HELP));
        }
        inner_path(written, HELP)?;
    }
    Ok(RedirectTo(written.to_owned()))
}

/// Refuses a path that leaves the site, in plain or percent-encoded form, or holds what no address does.
fn inner_path(written: &str, help: &str) -> Result<(), Wrong> {
    let plain = |part: &str| part.to_ascii_lowercase().replace("%2e", ".");
    if written.split(['/', '?', '#']).any(|part| matches!(plain(part).as_str(), ".." | ".")) {
        return Err(Wrong::or("must not hold `.` or `..`", help));
    }
    if written.contains(|c: char| c.is_control() || c.is_whitespace() || matches!(c, '\\' | '"' | '<' | '>')) {
        return Err(Wrong::or("must not hold blanks, quotes and backslashes", help));
    }
    Ok(())
}

/// What a heading or label asks for, as a key.
#[derive(Clone, Copy, Debug)]
pub(super) struct MeaningName(pub Meaning);

impl Spelled for MeaningName {
    const SPELLED: Kind = Meaning::SPELLED;

    fn parse(written: &str) -> Result<Self, Wrong> {
        let names: Vec<&str> = Meaning::ALL.iter().map(|meaning| meaning.name()).collect();
        let found = Meaning::ALL.iter().copied().find(|meaning| meaning.name() == written);
        found.map(Self).ok_or_else(|| {
            let meant = nearest(written, &names).map(|name| format!("did you mean `{name}`?"));
            Wrong::or("is nothing that annals asks reports for", meant.unwrap_or_else(|| write_one_of(&names)))
        })
    }
}

/// The name of a diagnostic.
#[derive(Clone, Copy, Debug)]
pub(super) struct CodeName(pub Code);

impl Spelled for CodeName {
    const SPELLED: Kind = Kind::Code;

    fn parse(written: &str) -> Result<Self, Wrong> {
        let names: Vec<&str> = Code::changeable().map(Code::name).collect();
        let Some(code) = Code::ALL.iter().copied().find(|code| code.name() == written) else {
            let meant = nearest(written, &names).map(|name| format!("did you mean `{name}`?"));
            return Err(Wrong::or("is no diagnostic", meant.unwrap_or_else(|| write_one_of(&names))));
        };
        if !Code::changeable().any(|known| known == code) {
            return Err(Wrong::or("cannot be changed: nothing is built from a wrong `book.toml`", "remove it"));
        }
        Ok(Self(code))
    }
}

impl Field for Extra {
    const KIND: Kind = Kind::Free;

    fn read(node: Node, reader: &mut Reader<'_>) -> Option<Self> {
        Some(match node.value {
            Value::Text(text) | Value::Date(text) => Extra::Text(text),
            Value::Integer(number) => Extra::Integer(number),
            Value::Huge => {
                reader.wrong(&node.place, Wrong::or("is a number beyond 64 bits", "write it as text"));
                return None;
            }
            Value::Float(number) if number.is_finite() => Extra::Float(number),
            Value::Float(_) => {
                reader.wrong(&node.place, Wrong::new("must be a finite number"));
                return None;
            }
            Value::Flag(flag) => Extra::Flag(flag),
            Value::Null => {
                reader.wrong(&node.place, Wrong::or("must not be null", "leave the key out"));
                return None;
            }
            Value::List(items) => Extra::List(items.into_iter().filter_map(|item| Self::read(item, reader)).collect()),
            Value::Table(entries) => Extra::Table(free_table(entries, reader)),
        })
    }
}

fn free_table(entries: Vec<Entry>, reader: &mut Reader<'_>) -> BTreeMap<String, Extra> {
    let mut table = BTreeMap::new();
    for Entry { key, place: _, node } in entries {
        reader.enter(&key);
        if let Some(value) = Extra::read(node, reader) {
            table.insert(key, value);
        }
        reader.leave();
    }
    table
}

impl Field for ExtraTable {
    const KIND: Kind = Kind::Map { key: &Kind::Text("key"), value: &Kind::Free };

    fn read(node: Node, reader: &mut Reader<'_>) -> Option<Self> {
        read_table(node, None, reader)
    }
}

impl TableField for ExtraTable {
    fn read_entries(entries: Vec<Entry>, reader: &mut Reader<'_>) -> Self {
        Self(free_table(entries, reader))
    }
}
