//! The promise of the preview: after any sequence of edits what is served is what a clean build publishes, every file of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use jiff::civil::date;
use proptest::prelude::*;

use crate::archive::Drafts;
use crate::archive::sample::settings;
use crate::build::{Build, Doubt, Input, LinkMemo, Live, Memo, Memory, Reports, Served, Surroundings, link_over};
use crate::config::Settings;
use crate::output::{OutputBody, SitePath};
use crate::source::FileId;
use crate::theme::{Theme, ThemeFile, ThemeFiles};

/// One step of somebody at work.
#[derive(Clone, Debug)]
enum Step {
    Write(usize, usize),
    Remove(usize),
    Rename(usize, usize),
    Configure(usize),
    Dress(usize),
    /// The program ends and begins again: memo table 1 goes through bytes.
    Restart,
}

const PATHS: &[&str] =
    &["a.md", "b.md", "2024/log.md", "2024/notes", "x/open.md", "x/day.md", "404.md", "2024-05-06/README.md"];

const TEXTS: &[&str] = &[
    "# Queue backlog\n\n- Date: 2024-02-01\n- Affected: mail\n\n## Root cause\n\nA bug. See [the disk](b.md).\n",
    "# Queue backlog\n\n- Date: 2024-02-01\n- Affected: mail, db\n\n## Actions\n\n- [ ] Alarm (owner: Dana Bell)\n",
    "# Queue backlog\n\n- Date: 2024-02-01\n- Affected: mail, db\n\n## Actions\n\n- [ ] Alarm on [a full disk](b.md) (owner: Dana Bell)\n",
    "# Queue backlog\n\n- Date: 2024-02-01\n- Affected: mail\n\n## Root cause\n\nA bug again, the alarm on the disk. See [that](b.md).\n",
    "# Disk full\n\n- Date: 03/04/2019\n- Severity: SEV2\n\n![graph](graph.png)\n\n[elsewhere](2024/log.md#impact)\n",
    "# Net down\n\n- Date: 23/04/2019\n- Affected: net\n\n## Actions\n\n- [x] Spare part (owner: DB)\n",
    "# Outages\n\n## 2024-03-12: Disk full\n\n**Impact**: all\n\n## 2024-02-10: Mail stuck\n\n**Impact**: few\n",
    "---\ntitle: Draft\ndraft: true\ndate: 2024-05-01\naliases: [/old/]\n---\n\n## Impact\n\nNone.\n",
    "---\ntitle: [broken\n---\n\n# Half a report\n\n09:40 it began\n",
    "nothing that reads as a report",
    "",
];

const SETTINGS: &[&str] = &[
    "",
    "[book]\ntitle = 'Harbour'\n[output.html]\nsite-url = 'https://e.example/x/'",
    "[output.html]\ninput-404 = '404.md'",
    "[archive]\ndate-order = 'month-first'\n[lint]\ndate-missing = 'off'",
    "[applications]\n'Mail relay' = ['mail']\n[people.names]\n'Dana Bell' = { aliases = ['DB'] }",
    "[output.html.redirect]\n'/was/' = '/incidents/'\n[feeds]\nlimit = 1",
    "[vocabulary]\nimpact = ['root cause']\n[severities]\nSEV2 = ['P2']",
];

const THEMES: &[(&str, &str)] = &[
    ("css/90-own.css", ""),
    ("css/90-own.css", "a { color: red }"),
    (
        "templates/missing.html",
        "{% extends \"default/missing.html\" %}{% block footer %}{{ site.title }}{% endblock footer %}",
    ),
    ("static/extra.txt", "extra"),
];

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..PATHS.len(), 0..TEXTS.len()).prop_map(|(path, text)| Step::Write(path, text)),
        2 => (0..PATHS.len()).prop_map(Step::Remove),
        2 => (0..PATHS.len(), 0..PATHS.len()).prop_map(|(from, to)| Step::Rename(from, to)),
        1 => (0..SETTINGS.len()).prop_map(Step::Configure),
        1 => (0..THEMES.len()).prop_map(Step::Dress),
        2 => Just(Step::Restart),
    ]
}

/// An archive somebody works on.
#[derive(Clone, Default)]
struct State {
    files: BTreeMap<FileId, &'static str>,
    settings: usize,
    theme: usize,
}

impl State {
    /// Takes a step; gives the files that it touched.
    fn take(&mut self, step: &Step) -> BTreeSet<FileId> {
        let id = |path: &usize| FileId::new(PATHS[*path]);
        match step {
            Step::Write(path, text) => {
                self.files.insert(id(path), TEXTS[*text]);
                BTreeSet::from([id(path)])
            }
            Step::Remove(path) => {
                self.files.remove(&id(path));
                BTreeSet::from([id(path)])
            }
            Step::Rename(from, to) => {
                if let Some(text) = self.files.remove(&id(from)) {
                    self.files.insert(id(to), text);
                }
                BTreeSet::from([id(from), id(to)])
            }
            Step::Configure(which) => {
                self.settings = *which;
                BTreeSet::new()
            }
            Step::Dress(which) => {
                self.theme = *which;
                BTreeSet::new()
            }
            Step::Restart => BTreeSet::new(),
        }
    }

    fn theme(&self) -> Theme {
        static LOADED: LazyLock<Vec<Theme>> = LazyLock::new(|| THEMES.iter().map(theme).collect());
        LOADED[self.theme].clone()
    }

    fn build(&self, changed: &BTreeSet<FileId>, (memo, linked): (&mut Memo, &mut LinkMemo)) -> Build {
        static READ: LazyLock<Vec<Arc<Settings>>> =
            LazyLock::new(|| SETTINGS.iter().map(|toml| Arc::new(settings(toml))).collect());
        let settings = Arc::clone(&READ[self.settings]);
        let missing = settings.html.input_404.as_ref().map(|file| FileId::new(file.as_str()));
        let doubt = |id: &FileId| match id.file_name() {
            _ if missing.as_ref() == Some(id) => Doubt::None,
            "README.md" => Doubt::Facts,
            name if name.ends_with(".md") => Doubt::None,
            _ => Doubt::Text,
        };
        let inputs: Vec<Input> = self.files.keys().map(|id| Input { id: id.clone(), doubt: doubt(id) }).collect();
        let read = |id: &FileId| Ok(self.files[id].as_bytes().to_vec());
        let reports = Reports::read_changed(&inputs, &|id| changed.contains(id), &read, &settings, memo);
        let files = BTreeSet::from([FileId::new("graph.png")]);
        let beside = Surroundings { files, ..Surroundings::default() };
        link_over(&reports, beside, &settings, (date(2024, 7, 1), Drafts::Shown), linked)
    }
}

fn theme((path, text): &(&str, &str)) -> Theme {
    let own = ThemeFile { path: (*path).to_owned(), bytes: text.as_bytes().to_vec() };
    let files = ThemeFiles { folder: "themes/own".to_owned(), overrides: vec![own], ..ThemeFiles::default() };
    Theme::load(&files).expect("the theme compiles")
}

/// Every file of a clean build.
fn clean(state: &State) -> BTreeMap<SitePath, OutputBody> {
    let sink = Memory::default();
    let build = state.build(&BTreeSet::new(), (&mut Memo::default().at_once(), &mut LinkMemo::default()));
    build.render(state.theme(), None, &sink).expect("the site is rendered");
    sink.into_files()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_is_served_is_what_a_clean_build_publishes(steps in proptest::collection::vec(step(), 1..10)) {
        let (mut state, mut memo, mut linked) = (State::default(), Memo::default(), LinkMemo::default());
        let (mut build, mut is_preview) = (None, true);
        for step in &steps {
            let changed = state.take(step);
            if matches!(step, Step::Restart) {
                let mut bytes = Vec::new();
                memo.write(&mut bytes).expect("memory takes any amount");
                let length = bytes.len() as u64;
                let read = move |at: u64, length: usize| bytes.get(at as usize..at as usize + length).map(<[u8]>::to_vec);
                (memo, linked) = (Memo::stored(length, Box::new(read)), LinkMemo::default());
                // A preview and a build leave their cache to each other.
                is_preview = !is_preview;
                memo = if is_preview { memo } else { memo.at_once() };
            }
            build = Some(state.build(&changed, (&mut memo, &mut linked)));
        }
        let live = Live::new(build.expect("there was a step"), state.theme());
        let clean = clean(&state);
        let addresses = live.addresses().expect("all files can be made");
        prop_assert_eq!(&addresses, &clean.keys().map(|path| path.as_str().to_owned()).collect::<Vec<_>>());
        for (path, body) in &clean {
            match (live.get(path.as_str()).expect("the page is rendered"), body) {
                (Some(Served::Bytes(served)), OutputBody::Bytes(bytes)) => prop_assert_eq!(
                    String::from_utf8_lossy(&served), String::from_utf8_lossy(bytes), "{}", path
                ),
                (Some(Served::Asset(served)), OutputBody::Asset(asset)) => prop_assert_eq!(&served, asset),
                (served, _) => prop_assert!(false, "{} is served as {:?}", path, served),
            }
        }
        prop_assert_eq!(live.get("no/such/page.html").expect("nothing to render"), None);
    }
}
