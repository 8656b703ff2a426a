//! From the text of `book.toml` and the environment to settings.

mod choices;
mod paths;
mod settings;
mod taxonomy;

pub use choices::{ColourScheme, DateOrder, Fact, LintLevel, RemoteImages, Tone};
pub use paths::{Folder, Globs, InnerFile, Permalink, PermalinkPart, SiteUrl, ThemeRef, UrlTemplate};
pub use settings::{
    Actions, Application, Archive, Book, Build, Extra, Feeds, Html, Lint, Meaning, People, Person, Search, Serve,
    Settings, Severities, SeverityLevel, Team,
};
pub use taxonomy::{Axis, Category, Group, Keyword, Taxonomy};
