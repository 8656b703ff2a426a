//! The `annals` binary: hands over to the command line of the library.

fn main() {
    use annals::*;
    let root = std::path::PathBuf::from(std::env::args().nth(1).unwrap_or_default());
    let settings = config::Settings::for_folder("x", std::iter::empty()).value.unwrap();
    let rules = shell::scan::ScanRules { include: shell::scan::Globs::none(), exclude: shell::scan::Globs::none(), max_report_bytes: 2 << 20, own_folders: vec![] };
    let listing = shell::scan::scan(&root, &rules);
    let inputs: Vec<_> = listing.reports.iter().map(|f| build::Input { id: f.id.clone(), sniff: f.sniff }).collect();
    let read = |id: &source::FileId| shell::read::read(&root, id, 2 << 20);
    let reports = build::Reports::read(&inputs, &read, &settings, &mut build::Memo::default());
    if let Some(wanted) = std::env::args().nth(2) {
        for r in reports.reports().filter(|r| r.source.id.as_str().contains(&wanted)) { println!("{:#?}", r.incidents); for d in &r.diagnostics { println!("{d:?}"); } }
        return;
    }
    let archive = archive::Archive::link(reports.entries(), &settings, jiff::civil::date(2026, 11, 23), archive::Drafts::Shown).value;
    println!("{}", String::from_utf8(export::json::incidents(&archive)).unwrap());
}
