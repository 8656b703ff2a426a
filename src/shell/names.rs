//! What a file is by its name alone: a report, an asset, a template, or none of these.
//!
//! Entry points: [`kind_of`] for files, [`is_template_folder`] and [`is_foreign_folder`] for folders. Names are judged
//! without regard to case. Where a name carries a date it is a report that may well be about a template or a licence.

/// What the name of a file says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A report in Markdown.
    Report,
    /// No extension: a report if its text reads like one.
    Unknown,
    /// An `index` page: a report where it has a folder to itself.
    Index,
    /// A `README`: a report where it has a folder to itself whose name carries a date.
    Readme,
    /// A form to fill in.
    Template,
    /// A page about the repository: a licence, a changelog, a table of contents.
    Housekeeping,
    /// An image or another file that a report may refer to, of a type that is safe to serve.
    Asset,
    /// Anything else.
    Other,
}

/// Extensions of Markdown, beside `md` with up to two letters behind it: people disable a page by renaming it.
const MARKDOWN: &[&str] = &["markdown", "mdown", "mkd", "mkdn", "mdwn", "mkdown", "qmd", "rmd", "rmarkdown"];

/// Extensions that begin like Markdown and are databases, models and disk images.
const NOT_MARKDOWN: &[&str] = &["mdb", "mda", "mde", "mdf", "mdi", "mdl", "mdp", "mds", "mdw"];

/// Extensions that a site generator strips before it looks at the one below.
const WRAPPERS: &[&str] = &["erb", "j2", "jinja", "jinja2", "liquid", "njk", "hbs", "ejs", "txt", "html"];

/// Types that are copied when a report refers to them. None of them runs in a browser from the site's own pages; SVG
/// is served as a file and never put into a page.
const ASSETS: &[&str] = &[
    "png", "apng", "jpg", "jpeg", "jfif", "gif", "webp", "avif", "bmp", "svg", "pdf", "txt", "log", "csv", "tsv",
    "json", "jsonl", "har", "yaml", "yml", "diff", "patch", "mp4", "webm", "mp3", "ogg",
];

/// Pages about the repository, in lower case, words joined by `-`.
const HOUSEKEEPING: &[&str] = &[
    "license",
    "licence",
    "licenses",
    "licences",
    "copying",
    "copyright",
    "notice",
    "unlicense",
    "contributing",
    "code-of-conduct",
    "conduct",
    "security",
    "changelog",
    "changes",
    "codeowners",
    "owners",
    "owners-aliases",
    "summary",
    "authors",
    "contributors",
    "maintainers",
    "governance",
    "support",
    "agents",
    "claude",
    "gemini",
    "copilot-instructions",
    "pull-request-template",
    "issue-template",
    "sidebar",
    "navbar",
    "footer",
    "coverpage",
    "toc",
];

/// Files without an extension that programs read.
const PROGRAMS: &[&str] = &[
    "makefile",
    "gnumakefile",
    "dockerfile",
    "containerfile",
    "gemfile",
    "rakefile",
    "procfile",
    "vagrantfile",
    "jenkinsfile",
    "brewfile",
    "justfile",
    "tiltfile",
    "caddyfile",
    "pipfile",
    "podfile",
    "fastfile",
    "cname",
    "version",
    "build",
    "workspace",
    "tags",
];

/// What a form is called, in several languages.
const TEMPLATE: &[&str] = &["template", "templates", "tmpl", "tpl", "boilerplate", "vorlage", "plantilla", "sjabloon"];

/// Words that make a template a template for reports.
const ABOUT_REPORTS: &[&str] = &[
    "incident",
    "incidents",
    "postmortem",
    "postmortems",
    "post",
    "mortem",
    "mortems",
    "report",
    "reports",
    "rca",
    "retro",
    "retrospective",
    "review",
    "reviews",
    "outage",
    "issue",
    "blameless",
    "default",
    "example",
    "sample",
    "new",
    "copy",
    "this",
    "basic",
    "simple",
    "short",
    "long",
    "full",
    "draft",
    "for",
    "of",
    "and",
    "the",
    "a",
    "root",
    "cause",
    "analysis",
    "sev",
    "pir",
    "coe",
    "event",
    "page",
    "md",
];

/// What the name of a file says about it.
pub fn kind_of(file_name: &str) -> Kind {
    let name = file_name.to_lowercase();
    let (stem, extension) = split(&name);
    let Some(extension) = extension else {
        return match page_about(stem, file_name) {
            Some(kind) => kind,
            None if PROGRAMS.contains(&stem) => Kind::Other,
            None => Kind::Unknown,
        };
    };
    let below = unwrapped(&name);
    if let (below, Some(markdown)) = split(below)
        && is_markdown(markdown)
    {
        let below = below.strip_suffix(".html").unwrap_or(below);
        return page_about(below, file_name).unwrap_or(Kind::Report);
    }
    match page_about(stem, file_name) {
        Some(Kind::Housekeeping) => Kind::Housekeeping,
        _ if ASSETS.contains(&extension) => Kind::Asset,
        _ => Kind::Other,
    }
}

/// Whether a folder holds forms to fill in: `templates`, `_templates`, `archetypes`, `incident-template`.
pub fn is_template_folder(name: &str) -> bool {
    name.eq_ignore_ascii_case("archetypes") || is_template(&name.to_lowercase(), name)
}

/// Whether a folder is filled by a program, whatever stands in it.
pub fn is_foreign_folder(name: &str) -> bool {
    name == "node_modules" || name == "__MACOSX"
}

/// Whether a name carries a full date: `2021-05-10`, `20210510`, `2021_05_10-db`.
pub fn has_date(name: &str) -> bool {
    let bytes = name.as_bytes();
    let number = |from: usize, len: usize| -> Option<u32> {
        let digits = bytes.get(from..from + len)?;
        digits.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
    };
    let is_date = |from: usize| {
        let gap = |at: usize| usize::from(bytes.get(at).is_some_and(|byte| matches!(byte, b'-' | b'_' | b'.' | b' ')));
        let month = from + 4 + gap(from + 4);
        let day = month + 2 + gap(month + 2);
        let starts = from == 0 || !bytes[from - 1].is_ascii_digit();
        let year = number(from, 4).is_some_and(|year| (1970..2100).contains(&year));
        let rest = number(month, 2).is_some_and(|month| (1..=12).contains(&month))
            && number(day, 2).is_some_and(|day| (1..=31).contains(&day));
        starts && year && rest
    };
    // `10-23-23`, `23.10.2023`: two short numbers and a year, all with the same mark between them.
    let is_short_date = |from: usize| {
        let digits = |at: usize| bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let first = digits(from);
        let mark = bytes.get(from + first).filter(|byte| matches!(byte, b'-' | b'_' | b'.')).copied();
        let second_at = from + first + 1;
        let second = if mark.is_some() && second_at < bytes.len() { digits(second_at) } else { 0 };
        let year_at = second_at + second + 1;
        let marked = mark.is_some() && bytes.get(second_at + second).copied() == mark && year_at < bytes.len();
        let year = if marked { digits(year_at) } else { 0 };
        let short = |at, len| (1..=2).contains(&len) && number(at, len).is_some_and(|value| (1..=31).contains(&value));
        let starts = from == 0 || !bytes[from - 1].is_ascii_alphanumeric();
        starts && short(from, first) && short(second_at, second) && (year == 2 || year == 4)
    };
    (0..bytes.len()).any(|from| is_date(from) || is_short_date(from))
}

/// The name without its extension, and the extension: up to nine letters and digits behind the last full stop, at
/// least one letter among them (`login v1.2` and `2022.10.31` have none), and the `~` of a backup.
fn split(name: &str) -> (&str, Option<&str>) {
    let Some((stem, extension)) = name.rsplit_once('.') else { return (name, None) };
    let fits = (1..=9).contains(&extension.len())
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'~')
        && extension.bytes().any(|byte| byte.is_ascii_alphabetic());
    if fits && !stem.is_empty() { (stem, Some(extension)) } else { (name, None) }
}

/// The name without the extensions of template languages behind it.
fn unwrapped(name: &str) -> &str {
    let mut name = name;
    while let (stem, Some(extension)) = split(name)
        && WRAPPERS.contains(&extension)
    {
        name = stem;
    }
    name
}

fn is_markdown(extension: &str) -> bool {
    let letters = |rest: &str| rest.len() <= 2 && rest.bytes().all(|byte| byte.is_ascii_lowercase());
    MARKDOWN.contains(&extension)
        || (extension.strip_prefix("md").is_some_and(letters) && !NOT_MARKDOWN.contains(&extension))
}

/// What a page is about, if not an incident. `stem` is in lower case; `written` is the name as it stands.
fn page_about(stem: &str, written: &str) -> Option<Kind> {
    let plain = stem.trim_start_matches('_').replace(['_', ' '], "-");
    let head = plain.split('.').next().unwrap_or(&plain);
    let is = |word: &str| {
        let rest = head.strip_prefix(word).map(|rest| rest.trim_start_matches('-'));
        rest.is_some_and(|rest| {
            rest.is_empty() || (head.as_bytes().get(word.len()) == Some(&b'-') && is_language(rest))
        })
    };
    let licence = ["license-", "licence-", "copying-"].iter().any(|start| head.starts_with(start));
    if has_date(stem) {
        None
    } else if is("readme") {
        Some(Kind::Readme)
    } else if stem.starts_with("_index") || is("category") && stem.starts_with('_') {
        Some(Kind::Housekeeping)
    } else if is("index") {
        Some(Kind::Index)
    } else if HOUSEKEEPING.iter().any(|word| is(word)) || (licence && head.split('-').count() <= 3) {
        Some(Kind::Housekeeping)
    } else {
        is_template(stem, written).then_some(Kind::Template)
    }
}

/// `de`, `zh-cn`, `pt-br`: what stands behind the name of a translated page.
fn is_language(tag: &str) -> bool {
    tag.split('-').count() <= 2
        && tag.split('-').all(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_lowercase()))
}

/// Whether a name is that of a form: a word for one at either end, and beside it only words about reports, versions
/// and zeros; or the word in capitals; or a date to be filled in (`YYYY-MM-DD`, `0000-00-00`).
fn is_template(stem: &str, written: &str) -> bool {
    let words: Vec<&str> = stem.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let names_one = |word: &str| TEMPLATE.contains(&word.trim_end_matches(|c: char| c.is_ascii_digit()));
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let to_fill_in = matches!(*first, "yyyy" | "yyyymmdd" | "jjjj" | "aaaa") || stem.starts_with("0000-00");
    let at_an_end = names_one(first) || names_one(last);
    let shouted = at_an_end && ["TEMPLATE", "VORLAGE", "PLANTILLA"].iter().any(|word| written.contains(word));
    let says_little = |word: &&&str| {
        names_one(word)
            || word.bytes().all(|byte| byte == b'0')
            || is_language(word)
            || word.trim_start_matches('v').bytes().all(|byte| byte.is_ascii_digit())
    };
    let about_reports = |word: &&&str| ABOUT_REPORTS.contains(*word);
    let telling: Vec<_> = words.iter().filter(|word| !says_little(word)).collect();
    let generic = telling.iter().all(&about_reports);
    // `sre-postmortem-template`: who it belongs to may stand before what it is for.
    let owned = names_one(last) && telling.iter().any(about_reports) && telling.len() <= 3;
    to_fill_in || shouted || (at_an_end && (generic || owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: Kind, names: &[&str]) {
        for name in names {
            assert_eq!(kind_of(name), kind, "{name}");
        }
    }

    #[test]
    fn markdown_is_a_report() {
        check(Kind::Report, &["a.md", "A.MD", "a.markdown", "a.mdx", "a.mdxx", "a.qmd", "a.Rmd", "a.mdown", "a.mkdn"]);
        check(
            Kind::Report,
            &["2020-02-12.html.md.erb", "a.html.md", "a.md.erb", "a.md.j2", "a.md.txt", "v1.2 down.md"],
        );
        check(
            Kind::Report,
            &["PM2021-006 - All services returning 503.md", "security-breach.md", "summary-of-june.md"],
        );
        check(Kind::Other, &["a.mdb", "a.md~", "a.mdxyz", "a.md.bak", "a.html", "a.html.erb", "a.rs", "a.md.exe"]);
    }

    #[test]
    fn files_without_an_extension_are_looked_into() {
        check(Kind::Unknown, &["2022-10-31-Android-Phone-Incident", "2022.10.31", "login v1.2", "Mail outage no. 4"]);
        check(Kind::Other, &["Makefile", "Dockerfile", "CNAME"]);
        check(Kind::Housekeeping, &["LICENSE", "LICENSE-MIT", "COPYING", "CODEOWNERS", "OWNERS"]);
    }

    #[test]
    fn pages_about_the_repository_are_none() {
        check(Kind::Housekeeping, &["LICENSE.md", "license.txt", "LICENCE", "LICENSE-APACHE-2.0", "NOTICE.md"]);
        check(Kind::Housekeeping, &["CONTRIBUTING.md", "code_of_conduct.md", "CODE-OF-CONDUCT.de.md", "_index.md"]);
        check(
            Kind::Housekeeping,
            &["SUMMARY.md", "CHANGELOG.markdown", "Security.md", "_index.fr.md", "contributing-de.md"],
        );
        check(Kind::Readme, &["README.md", "readme", "README.zh-CN.md", "README_fr.md", "Readme.html.md.erb"]);
        check(Kind::Index, &["index.md", "index.mdx", "index.de.md", "index.html.md.erb"]);
        check(
            Kind::Report,
            &["readme-lost.md", "index-corrupted.md", "2020-01-02-license.md", "license-server-is-down.md"],
        );
    }

    #[test]
    fn forms_are_none() {
        check(Kind::Template, &["template.md", "TEMPLATE.md", "_template.md", "TEMPLATE-incident.md", "template2.md"]);
        check(
            Kind::Template,
            &["incident-template.md", "postmortem_template.md", "0000-template.md", "template-v2.md"],
        );
        check(Kind::Template, &["sre-postmortem-template.md", "template.html.md.erb", "Incident Report Template.md"]);
        check(Kind::Template, &["YYYY-MM-DD-title.md", "0000-00-00-name.md", "template.en.md", "template"]);
        check(Kind::Report, &["2021-02-03-template-rendering-broken.md", "template-rendering-broken.md"]);
        check(Kind::Report, &["2021-02-03-broken-template.md", "mail-template.md", "contemplate.md"]);
    }

    #[test]
    fn folders_of_forms() {
        let check = |name, expected| assert_eq!(is_template_folder(name), expected, "{name}");
        check("templates", true);
        check("_templates", true);
        check("Template", true);
        check("archetypes", true);
        check("incident-templates", true);
        check("2021-02-03-template", true);
        check("temples", false);
    }

    #[test]
    fn other_files() {
        check(Kind::Asset, &["a.png", "A.JPG", "error.log", "data.csv", "flow.svg", "trace.har", "a.txt"]);
        check(Kind::Other, &["a.exe", "a.js", "a.zip", "book.toml", "a.docx"]);
    }

    #[test]
    fn dates_in_names() {
        let check = |name, expected| assert_eq!(has_date(name), expected, "{name}");
        check("2021-05-10-db", true);
        check("20210510", true);
        check("outage_2021_05_10", true);
        check("2021-05", false);
        check("2021-13-10", false);
        check("PM2021-006", false);
        check("120210510", false);
    }
}
