//! The closed list of diagnostic codes. Each names its severity and explains itself; the name is stable and may be used
//! in `[lint]` of `book.toml`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How bad a diagnostic is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing can be built from this input.
    Error,
    /// Something is lost, doubtful or read in a way its author may not mean.
    Warning,
    /// Worth knowing; nothing is lost.
    Note,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $severity:ident;)+) => {
        /// Which rule a diagnostic comes from.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum Code {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl Code {
            /// All codes, in the order of this file.
            pub const ALL: &[Code] = &[$(Code::$variant),+];

            /// The stable name, as printed and as used in `book.toml`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name),+ }
            }

            /// How bad it is.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity),+ }
            }

            /// What it means and what to do: the text of its page of documentation.
            pub fn documentation(self) -> &'static str {
                match self { $(Code::$variant => concat!($($doc, "\n"),+)),+ }
            }
        }
    };
}

codes! {
    /// `book.toml`, or the `theme.toml` of a theme, is no valid TOML. Nothing is built.
    ConfigSyntax = "config-syntax", Error;
    /// `book.toml`, or the `theme.toml` of a theme, has a key that annals does not know: a misspelling, or a key of another tool.
    /// Nothing is built.
    ConfigUnknownKey = "config-unknown-key", Error;
    /// A key of `book.toml`, or of the `theme.toml` of a theme, has a value of another type, or one that is not allowed. Nothing is
    /// built.
    ConfigValue = "config-value", Error;
    /// The file is not UTF-8 and was read in the encoding that fits best. Save it as UTF-8.
    EncodingGuessed = "encoding-guessed", Warning;
    /// Some bytes of the file are no text in its encoding; each stands as U+FFFD.
    EncodingBroken = "encoding-broken", Warning;
    /// Text that had been decoded twice (`wasnâ€™t`) was repaired (`wasn’t`). Save the repaired text.
    EncodingRepaired = "encoding-repaired", Note;
    /// annals failed on this report, which is a mistake in annals. The report has no page, all others have. Please say so, with the
    /// report, where annals is kept.
    ReadingFailed = "reading-failed", Error;
    /// A file named like a report holds no text in any encoding: an image or an archive under a wrong name. It has no page.
    EncodingBinary = "encoding-binary", Warning;
    /// The front matter, or a value in it, is not valid YAML, TOML or JSON. A value that is plainly a text counts as it
    /// stands, and a blank that slipped in front of a key is taken off; otherwise the whole block is shown as text and no fact is
    /// taken from it.
    FrontMatterSyntax = "front-matter-syntax", Warning;
    /// A key stands twice in one table of the front matter; the first one counts.
    FrontMatterDuplicateKey = "front-matter-duplicate-key", Warning;
    /// The front matter is larger, deeper or more entangled than annals reads (32 KiB, 64 levels, no aliases).
    FrontMatterLimit = "front-matter-limit", Warning;
    /// A front matter key of the record has a value that cannot be read as that fact.
    FrontMatterValue = "front-matter-value", Warning;
    /// A file or folder could not be read.
    ScanUnreadable = "scan-unreadable", Warning;
    /// A report is larger than annals reads; it has no page.
    ScanOversized = "scan-oversized", Warning;
    /// A symbolic link is not followed.
    ScanLink = "scan-link", Note;
    /// A pipe, socket or device stands among the reports and was not opened.
    ScanSpecial = "scan-special", Warning;
    /// A file was there when the folder was listed and gone when it was read.
    ScanVanished = "scan-vanished", Warning;
    /// A path is not valid Unicode and cannot become an address; the file is left out.
    ScanPath = "scan-path", Warning;
    /// Two places of the report state the fact differently; the one of higher precedence counts.
    FactConflict = "fact-conflict", Warning;
    /// The end lies before the start; the end is left out.
    EndBeforeStart = "end-before-start", Warning;
    /// Day and month of a date can be read both ways and nothing in the report or its folder settles it.
    DateAmbiguous = "date-ambiguous", Warning;
    /// A date or time is malformed and was not read.
    TimeMalformed = "time-malformed", Warning;
    /// A short name or initials fit more than one person of the report.
    PersonAmbiguous = "person-ambiguous", Warning;
    /// A heading or label is close to one annals knows and was read as that one.
    HeadingMisspelt = "heading-misspelt", Note;
    /// The report has no date in any form, so it stands at the end of every list.
    DateMissing = "date-missing", Warning;
    /// Two reports claim the same address; the later one got a number.
    SlugCollision = "slug-collision", Note;
    /// A link to another report or file of the archive leads nowhere.
    LinkBroken = "link-broken", Warning;
    /// Two names of applications may mean one: their words are the same but for what kind of thing it is, or they differ by a
    /// letter. Make one an alias of the other under `[applications]`, or give both a line there to keep them apart.
    ApplicationAlike = "application-alike", Note;
    /// `echoes` or `not-echoes` in front matter names no earlier report, or none of its promises. Name the report by its path,
    /// its file name or an id of its own, and the promise by words of it behind a colon.
    EchoUnknown = "echo-unknown", Warning;
    /// A link with a scheme that is not allowed (`javascript:`, `data:` and the like) is shown as text.
    LinkUnsafe = "link-unsafe", Warning;
    /// An image from another host is shown as a link, so that no page asks a third party.
    ImageRemote = "image-remote", Note;
    /// A file that a report refers to is of a type that is not published.
    AssetType = "asset-type", Warning;
    /// A redirect in `book.toml` hides a page of the archive or stands twice.
    RedirectConflict = "redirect-conflict", Warning;
    /// A template does not compile, or asks for something that its page does not have. Nothing is built. `annals theme check` and
    /// `annals theme contract` help.
    ThemeTemplate = "theme-template", Error;
    /// A template names a field that annals never gives it. The page may do without it for now, where a condition hides it.
    ThemeName = "theme-name", Warning;
    /// A file in the folder of a theme is none that annals uses: a misspelt name, or a wrong folder.
    ThemeFile = "theme-file", Warning;
    /// A template or style sheet of a theme names a file that is not in `static/`.
    ThemeAsset = "theme-asset", Warning;
    /// A component that nothing uses.
    ThemeComponent = "theme-component", Warning;
    /// A colour of a theme is hard to read on its paper: under 4.5:1, the least that WCAG asks of running text.
    ThemeContrast = "theme-contrast", Warning;
    /// Something that the Content-Security-Policy of every page forbids: a `style` attribute, an inline script, a file of another
    /// host. Browsers leave it out.
    ThemePolicy = "theme-policy", Warning;
}

impl Code {
    /// The codes that `[lint]` can make louder or quieter: all but those that stop a build before it begins.
    pub fn changeable() -> impl Iterator<Item = Code> {
        Self::ALL.iter().copied().filter(|code| code.severity() != Severity::Error)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        })
    }
}
