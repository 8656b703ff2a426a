//! The settings of a site without names: everything that a team wrote there and a page may show.

use std::collections::BTreeMap;

use crate::archive::{Archive, InFile, OwnerIx, OwnerKind, Pseudonyms};
use crate::config::{Application, Book, Extra, Feeds, Html, People, Person, Settings, Team};

/// The settings, in which people have numbers: a person is called `owner 3` and known by nothing else. `with_edit` tells whether
/// every path of a report is still that of its file: else no link to the file could hold.
pub(super) fn settings(settings: &Settings, archive: &Archive, names: &Pseudonyms, with_edit: bool) -> Settings {
    let all = names.anywhere();
    let text = |text: &str| all.text(text);
    let texts = |texts: &[String]| texts.iter().map(|word| text(word)).collect::<Vec<_>>();
    let address = |address: &Option<String>| address.clone().filter(|address| all.is_free(address));
    let Book { title, description, authors, language, src } = &settings.book;
    let html = &settings.html;
    let template = html.edit_url_template.clone().filter(|template| with_edit && all.is_free(&template.fill("", 1)));
    let person = |name| Person { name, aliases: Vec::new(), team: None, handle: None };
    let application = |application: &Application| Application {
        name: text(&application.name),
        aliases: texts(&application.aliases),
        description: application.description.as_deref().map(text),
        team: application.team.as_deref().map(text),
        url: address(&application.url),
    };
    Settings {
        book: Book {
            title: text(title),
            description: description.as_deref().map(text),
            authors: texts(authors),
            language: language.clone(),
            src: src.clone(),
        },
        html: Html {
            git_repository_url: address(&html.git_repository_url),
            edit_url_template: template,
            redirect: free_redirects(&html.redirect, all),
            ..html.clone()
        },
        archive: crate::config::Archive {
            audience: settings.archive.audience.as_deref().map(text),
            ..settings.archive.clone()
        },
        applications: settings.applications.iter().map(application).collect(),
        people: People {
            listed: false,
            names: (0..archive.owners.len()).filter_map(|at| names.of(OwnerIx::at(at))).map(person).collect(),
        },
        teams: settings.teams.iter().map(|team| team_of(team, archive, names)).collect(),
        feeds: Feeds { title: text(&settings.feeds.title), ..settings.feeds.clone() },
        extra: extra(&settings.extra, all),
        ..settings.clone()
    }
}

/// A team and its people by number.
fn team_of(team: &Team, archive: &Archive, names: &Pseudonyms) -> Team {
    let Team { name, aliases, members: _ } = team;
    let found = archive.owners.iter().find(|owner| owner.kind == OwnerKind::Team && owner.name == *name);
    let members = found.map_or(&[][..], |owner| &owner.members);
    let members = members.iter().filter_map(|member| names.of(*member)).collect();
    Team { name: name.clone(), aliases: aliases.clone(), members }
}

fn free_redirects(redirects: &BTreeMap<String, String>, names: InFile<'_>) -> BTreeMap<String, String> {
    let free = redirects.iter().filter(|(from, to)| names.is_free(from) && names.is_free(to));
    free.map(|(from, to)| (from.clone(), to.clone())).collect()
}

fn extra(value: &Extra, names: InFile<'_>) -> Extra {
    match value {
        Extra::Text(text) => Extra::Text(names.text(text)),
        Extra::Integer(number) => Extra::Integer(*number),
        Extra::Float(number) => Extra::Float(*number),
        Extra::Flag(flag) => Extra::Flag(*flag),
        Extra::List(list) => Extra::List(list.iter().map(|item| extra(item, names)).collect()),
        Extra::Table(table) => {
            Extra::Table(table.iter().map(|(key, value)| (names.text(key), extra(value, names))).collect())
        }
    }
}
