//! A page as it is sent to a browser: as published, with one script more that carries which state of the page this is.

use crate::build::{BuildError, Served};
use crate::render::escape;
use crate::source::ContentHash;

use super::Snapshot;

/// What an address has.
pub(super) enum Found {
    /// A file of the site.
    File(Served),
    /// Nothing; the page for unknown addresses instead.
    Missing(Served),
    /// Nothing at all.
    Nothing,
}

/// The file at an address of the site.
pub(super) fn find(snapshot: &Snapshot, address: &str) -> Result<Found, BuildError> {
    Ok(match snapshot.live.get(address)? {
        Some(file) => Found::File(file),
        None => snapshot.live.get("404.html")?.map_or(Found::Nothing, Found::Missing),
    })
}

/// The state of what is shown at an address: the same for two states of the site that show the same page, but for the names
/// of its style sheets. Another one where a file changed that the page shows.
pub(super) fn state_of(snapshot: &Snapshot, address: &str) -> String {
    match find(snapshot, address) {
        Ok(Found::File(Served::Bytes(bytes))) => state(snapshot, &bytes),
        Ok(Found::Missing(Served::Bytes(bytes))) => format!("missing-{}", state(snapshot, &bytes)),
        Ok(Found::File(Served::Asset(_)) | Found::Missing(Served::Asset(_)) | Found::Nothing) => String::new(),
        Err(error) => ContentHash::of(format!("{error:?}").as_bytes()).hex(16),
    }
}

fn state(snapshot: &Snapshot, bytes: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    for sheet in snapshot.live.styles() {
        text = text.replace(sheet.as_str(), "");
    }
    for (file, number) in &snapshot.changed_files {
        if text.contains(file.as_str()) {
            text.push_str(&number.to_string());
        }
    }
    ContentHash::of(text.as_bytes()).hex(16)
}

/// The page with the script of the preview, which stands at the end of its body.
pub(super) fn with_script(snapshot: &Snapshot, address: &str, page: &[u8]) -> Vec<u8> {
    let script = format!(
        "<script defer src=\"/.annals/live.js\" data-page=\"{}\" data-state=\"{}\" data-styles=\"{}\"></script>\n",
        escape::html(address),
        state_of(snapshot, address),
        escape::html(&snapshot.live.styles().join(" ")),
    );
    let end = page.windows(7).rposition(|part| part == b"</body>").unwrap_or(page.len());
    [&page[..end], script.as_bytes(), &page[end..]].concat()
}

/// The type of a file by its name.
pub(super) fn type_of(path: &str) -> &'static str {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    match ending.as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "har" => "application/json",
        "xml" => "application/xml",
        "txt" | "log" | "tsv" | "jsonl" | "yaml" | "yml" | "diff" | "patch" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" | "apng" => "image/png",
        "jpg" | "jpeg" | "jfif" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "bmp" => "image/bmp",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
