//! Publishing to real folders: the swap, what is not ours, what goes wrong, and kills at random moments.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use annals::output::SitePath;
use annals::shell::publish::{Copied, PublishError, Published, Stage, Target};
use rayon::prelude::*;
use tempfile::TempDir;

/// A place to publish in: `public` below a folder that holds an archive as well.
struct Place {
    dir: TempDir,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("content")).unwrap();
        Self { dir }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn write(&self, path: &str, text: &str) -> &Self {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        fs::write(self.at(path), text).unwrap();
        self
    }

    fn begin(&self) -> Result<Stage, PublishError> {
        Stage::begin(target(self.dir.path())?)
    }

    fn publish(&self, files: &[(&str, &str)]) -> Result<Published, PublishError> {
        let stage = self.begin()?;
        for (path, text) in files {
            stage.put(&site(path), text.as_bytes()).unwrap();
        }
        stage.commit()
    }

    /// What stands beside and below the target, contents and links, the manifest aside.
    fn shown(&self) -> String {
        let tree = tree(self.dir.path());
        let lines = tree.iter().filter(|(path, _)| *path != "public/.annals-manifest" && *path != "content/");
        lines.map(|(path, text)| format!("{path} {text}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
    }
}

fn target(dir: &Path) -> Result<Target, PublishError> {
    Target::check(&dir.join("public"), &dir.join("content"), dir)
}

fn site(path: &str) -> SitePath {
    SitePath::new(path).unwrap()
}

fn counts(published: &Published) -> (usize, usize, usize, usize) {
    (published.written, published.unchanged, published.removed, published.foreign)
}

/// Every file, link and empty folder below, with its text or where it leads.
fn tree(dir: &Path) -> BTreeMap<String, String> {
    let mut tree = BTreeMap::new();
    let mut todo = vec![dir.to_owned()];
    while let Some(folder) = todo.pop() {
        let mut is_empty = true;
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(dir).unwrap().display().to_string();
            is_empty = false;
            if path.is_symlink() {
                tree.insert(name, format!("-> {}", fs::read_link(&path).unwrap().display()));
            } else if path.is_dir() {
                todo.push(path);
            } else {
                tree.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
        if is_empty {
            tree.insert(format!("{}/", folder.strip_prefix(dir).unwrap().display()), String::new());
        }
    }
    tree
}

#[test]
fn a_site_appears_changes_and_shrinks() {
    let place = Place::new();
    let published = place.publish(&[("index.html", "one"), ("a/index.html", "a"), ("b/c/index.html", "c")]).unwrap();
    assert_eq!(counts(&published), (3, 0, 0, 0));
    assert_eq!(place.shown(), "public/a/index.html a\npublic/b/c/index.html c\npublic/index.html one");
    let published = place.publish(&[("index.html", "two"), ("a/index.html", "a"), ("d.txt", "")]).unwrap();
    assert_eq!(counts(&published), (2, 1, 1, 0));
    assert_eq!(place.shown(), "public/a/index.html a\npublic/d.txt\npublic/index.html two");
    let list = fs::read_to_string(place.at("public/.annals-manifest")).unwrap();
    assert_eq!(list, "annals-manifest 1 3\na/index.html\nd.txt\nindex.html\n");
}

#[test]
fn an_empty_folder_is_taken() {
    let place = Place::new();
    fs::create_dir(place.at("public")).unwrap();
    place.publish(&[("index.html", "")]).unwrap();
    assert_eq!(place.shown(), "public/index.html");
}

#[test]
fn what_is_the_same_is_not_touched() {
    let place = Place::new();
    let files = [("index.html", "one"), ("a/index.html", "a")];
    place.publish(&files).unwrap();
    let time = |path: &str| fs::metadata(place.at(path)).unwrap().modified().unwrap();
    let watched = ["public", "public/a", "public/index.html", "public/.annals-manifest"];
    let before = watched.map(time);
    let published = place.publish(&files).unwrap();
    assert_eq!((counts(&published), watched.map(time)), ((0, 2, 0, 0), before));
    // A page that someone edited is written again, a page of the same length included.
    place.write("public/index.html", "two");
    assert_eq!(counts(&place.publish(&files).unwrap()), (1, 1, 0, 0));
    assert_eq!(fs::read_to_string(place.at("public/index.html")).unwrap(), "one");
}

#[test]
fn a_dropped_stage_leaves_the_old_site() {
    let place = Place::new();
    place.publish(&[("index.html", "one")]).unwrap();
    let stage = place.begin().unwrap();
    stage.put(&site("index.html"), b"two").unwrap();
    stage.put(&site("a/b.html"), b"two").unwrap();
    drop(stage);
    assert_eq!(place.shown(), "public/index.html one");
}

#[test]
fn assets_are_copied() {
    let place = Place::new();
    place.write("content/graph.png", "pixels");
    let copy = |from: &str| {
        let stage = place.begin().unwrap();
        let copied = stage.copy(&site("files/graph.png"), &place.at(from)).unwrap();
        (copied, stage.commit().unwrap())
    };
    let (copied, published) = copy("content/graph.png");
    assert!(matches!(copied, Copied::Done));
    assert_eq!(counts(&published), (1, 0, 0, 0));
    assert_eq!(fs::read_to_string(place.at("public/files/graph.png")).unwrap(), "pixels");
    assert_eq!(counts(&copy("content/graph.png").1), (0, 1, 0, 0));
    place.write("content/graph.png", "pixelz");
    assert_eq!(counts(&copy("content/graph.png").1), (1, 0, 0, 0));
    assert!(matches!(copy("content/gone.png").0, Copied::Unreadable(_)));
}

#[test]
fn two_files_cannot_share_a_path() {
    let place = Place::new();
    place.publish(&[("index.html", "one")]).unwrap();
    let stage = place.begin().unwrap();
    stage.put(&site("index.html"), b"two").unwrap();
    assert!(stage.put(&site("index.html"), b"two").is_err());
    assert!(stage.put(&site("index.html/index.html"), b"two").is_err());
    drop(stage);
    assert_eq!(place.shown(), "public/index.html one");
}

/// Says nothing for a user who may write everywhere.
#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_an_error_and_no_loss() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.publish(&[("index.html", "one")]).unwrap();
    let close = |mode| fs::set_permissions(place.dir.path(), fs::Permissions::from_mode(mode)).unwrap();
    close(0o500);
    if fs::write(place.at("probe"), "").is_ok() {
        return;
    }
    let error = place.publish(&[("index.html", "two")]).unwrap_err();
    assert!(matches!(error, PublishError::Io { .. }) && !error.is_usage(), "{error}");
    close(0o700);
    assert_eq!(place.shown(), "public/index.html one");
}

#[test]
fn a_second_build_is_told_of_the_first() {
    let place = Place::new();
    let first = place.begin().unwrap();
    let error = place.begin().unwrap_err();
    assert!(matches!(&error, PublishError::Busy(lock) if lock.ends_with(".public.annals-lock")), "{error}");
    assert!(!error.is_usage());
    drop(first);
    place.publish(&[("index.html", "one")]).unwrap();
    assert_eq!(place.shown(), "public/index.html one");
}

#[test]
fn foreign_files_are_not_ours_to_take() {
    let place = Place::new();
    place.write("public/mine.txt", "mine");
    let error = place.publish(&[("index.html", "one")]).unwrap_err();
    assert!(matches!(error, PublishError::Foreign(_)), "{error}");
    assert_eq!(place.shown(), "public/mine.txt mine");
}

#[test]
fn foreign_files_in_a_site_stay() {
    let place = Place::new();
    place.publish(&[("index.html", "one"), ("a/index.html", "a"), ("b/index.html", "b")]).unwrap();
    place.write("public/CNAME", "example.org").write("public/.git/objects/00/1", "x").write("public/a/own.txt", "own");
    fs::create_dir_all(place.at("public/empty/below")).unwrap();
    fs::create_dir_all(place.at("public/b/empty")).unwrap();
    place.write("beside.txt", "beside");
    let before = place.shown();
    let published = place.publish(&[("index.html", "two")]).unwrap();
    assert_eq!(counts(&published), (1, 0, 2, 3));
    let expected = before.replace("index.html one", "index.html two").replace("public/a/index.html a\n", "");
    assert_eq!(place.shown(), expected.replace("public/b/index.html b\n", ""));
    // And again, once they have been carried.
    place.publish(&[("a/index.html", "three")]).unwrap();
    assert_eq!(fs::read_to_string(place.at("public/a/own.txt")).unwrap(), "own");
}

#[test]
fn a_foreign_file_in_the_way_is_a_conflict() {
    let check = |foreign: &str, ours: &str| {
        let place = Place::new();
        place.publish(&[("index.html", "one")]).unwrap();
        place.write(foreign, "mine");
        let before = place.shown();
        let error = place.publish(&[("index.html", "two"), (ours, "ours")]).unwrap_err();
        assert!(matches!(error, PublishError::Conflict(_)), "{error}");
        assert_eq!(place.shown(), before);
    };
    check("public/CNAME", "CNAME");
    check("public/a", "a/index.html");
    check("public/a/own.txt", "a");
}

#[test]
fn what_a_killed_build_left_is_swept() {
    let place = Place::new();
    place.publish(&[("index.html", "one")]).unwrap();
    place.write("public/mine.txt", "mine");
    // Killed before its stage was complete.
    place.write(".public.annals-stage/a/b.html", "half").write(".public.annals-lock", "");
    // Killed after the swap, with a file that is nowhere else.
    place.write(".public.annals-old/.annals-manifest", "annals-manifest 1 1\nold.html\n");
    place.write(".public.annals-old/old.html", "old").write(".public.annals-old/mine.txt", "mine");
    place.write(".public.annals-old/late/new.txt", "late");
    drop(place.begin().unwrap());
    assert_eq!(place.shown(), "public/index.html one\npublic/late/new.txt late\npublic/mine.txt mine");
    // Where both differ and nobody knows which is meant, neither is lost.
    place.write(".public.annals-old/.annals-manifest", "annals-manifest 1 0\n");
    place.write(".public.annals-old/mine.txt", "other");
    drop(place.begin().unwrap());
    assert_eq!(fs::read_to_string(place.at(".public.annals-kept-1/mine.txt")).unwrap(), "other");
    assert_eq!(fs::read_to_string(place.at("public/mine.txt")).unwrap(), "mine");
}

#[test]
fn a_kill_between_the_two_steps_of_a_swap_is_mended() {
    let place = Place::new();
    place.publish(&[("index.html", "one")]).unwrap();
    fs::rename(place.at("public"), place.at(".public.annals-old")).unwrap();
    drop(place.begin().unwrap());
    assert_eq!(place.shown(), "public/index.html one");
}

#[cfg(unix)]
#[test]
fn links_in_a_site_are_neither_followed_nor_lost() {
    let place = Place::new();
    place.publish(&[("index.html", "one"), ("a/index.html", "a"), ("b/index.html", "b")]).unwrap();
    place.write("elsewhere/index.html", "theirs").write("elsewhere/keep.txt", "keep");
    std::os::unix::fs::symlink("nowhere", place.at("public/dangling")).unwrap();
    // Our page and our folder were replaced by links.
    fs::remove_file(place.at("public/a/index.html")).unwrap();
    std::os::unix::fs::symlink("../../elsewhere/index.html", place.at("public/a/index.html")).unwrap();
    fs::remove_dir_all(place.at("public/b")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", place.at("public/b")).unwrap();
    let error = place.publish(&[("index.html", "two"), ("b/index.html", "b")]).unwrap_err();
    assert!(matches!(error, PublishError::Conflict(_)), "{error}");
    place.publish(&[("index.html", "two")]).unwrap();
    let expected = [
        "elsewhere/index.html theirs",
        "elsewhere/keep.txt keep",
        "public/a/index.html -> ../../elsewhere/index.html",
        "public/b -> ../elsewhere",
        "public/dangling -> nowhere",
        "public/index.html two",
    ];
    assert_eq!(place.shown(), expected.join("\n"));
}

#[cfg(unix)]
#[test]
fn carried_files_are_the_very_same() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let place = Place::new();
    place.publish(&[("index.html", "one"), ("same.html", "same")]).unwrap();
    place.write("public/mine/run.sh", "run");
    fs::set_permissions(place.at("public/mine/run.sh"), fs::Permissions::from_mode(0o750)).unwrap();
    fs::set_permissions(place.at("public/mine"), fs::Permissions::from_mode(0o700)).unwrap();
    fs::set_permissions(place.at("public"), fs::Permissions::from_mode(0o750)).unwrap();
    let seen = |path: &str| {
        let metadata = fs::metadata(place.at(path)).unwrap();
        let number = if metadata.is_dir() { 0 } else { metadata.ino() };
        (number, metadata.mode())
    };
    let watched = ["public/mine/run.sh", "public/same.html", "public/mine", "public"];
    let before = watched.map(seen);
    place.publish(&[("index.html", "two"), ("same.html", "same")]).unwrap();
    assert_eq!(watched.map(seen), before);
}

/// Publishes three times over the folders that a cache keeps, with `between` before the last time; what stands there in the end.
#[cfg(unix)]
fn publish_over_spare(between: impl FnOnce(&Place), last: &[(&str, &str)]) -> Place {
    let place = Place::new();
    fs::create_dir(place.at("cache")).unwrap();
    let publish = |files: &[(&str, &str)]| {
        let stage = place.begin().unwrap().with_spare(Some(place.at("cache/tree")));
        for (path, text) in files {
            stage.put(&site(path), text.as_bytes()).unwrap();
        }
        stage.commit().unwrap();
    };
    let pages = ["a/index.html", "b/index.html", "c/d/index.html", "f", "g", "h"].map(|path| (path, "same"));
    publish(&[&pages[..], &[("index.html", "one")]].concat());
    place.write("public/a/own.txt", "own");
    publish(&[&pages[..], &[("index.html", "two")]].concat());
    between(&place);
    publish(last);
    let clean = Place::new();
    clean.publish(last).unwrap();
    let shown: Vec<_> = place.shown().lines().filter(|line| line.starts_with("public/")).map(str::to_owned).collect();
    let shown: Vec<_> = shown.into_iter().filter(|line| line != "public/a/own.txt own").collect();
    assert_eq!(shown.join("\n"), clean.shown());
    assert_eq!(fs::read_to_string(place.at("public/a/own.txt")).unwrap(), "own");
    place
}

#[cfg(unix)]
#[test]
fn the_folders_of_an_old_site_are_used_again() {
    use std::os::unix::fs::MetadataExt;
    let number = |place: &Place, path: &str| fs::metadata(place.at(path)).unwrap().ino();
    let folder = std::cell::Cell::new(0);
    let last = [("a/index.html", "same"), ("b/index.html", "other"), ("e/index.html", ""), ("index.html", "two")];
    let last = [&last[..], &[("c/d/index.html", "same"), ("f", "same")]].concat();
    let place = publish_over_spare(|place| folder.set(number(place, "cache/tree/c/d")), &last);
    assert_eq!(number(&place, "public/c/d"), folder.get(), "the folder of the site before the last");
    for (path, _) in last {
        assert_eq!(number(&place, &format!("public/{path}")), number(&place, &format!("cache/tree/{path}")), "{path}");
    }
    let kept: Vec<_> = tree(&place.at("cache/tree")).into_keys().collect();
    assert_eq!(kept, ["a/index.html", "b/index.html", "c/d/index.html", "e/index.html", "f", "index.html"]);
}

#[cfg(unix)]
#[test]
fn nothing_in_a_spare_tree_is_trusted() {
    let last =
        [("a/index.html", "same"), ("b/index.html", "same"), ("c/d/index.html", "same"), ("index.html", "three")];
    publish_over_spare(|place| fs::remove_dir_all(place.at("cache/tree")).unwrap(), &last);
    publish_over_spare(
        |place| {
            fs::remove_dir_all(place.at("cache/tree")).unwrap();
            place.write("cache/tree", "a file");
        },
        &last,
    );
    let place = publish_over_spare(
        |place| {
            place.write("elsewhere/index.html", "theirs").write("cache/tree/x/y/index.html", "no page");
            fs::remove_file(place.at("cache/tree/a/index.html")).unwrap();
            place.write("cache/tree/a/index.html", "same");
            fs::remove_dir_all(place.at("cache/tree/b")).unwrap();
            std::os::unix::fs::symlink("../../elsewhere", place.at("cache/tree/b")).unwrap();
            fs::remove_dir_all(place.at("cache/tree/c")).unwrap();
            place.write("cache/tree/c", "a file");
        },
        &last,
    );
    assert_eq!(fs::read_to_string(place.at("elsewhere/index.html")).unwrap(), "theirs");
    // What was published is another file by now, or not there at all.
    let others = |place: &Place| {
        fs::remove_file(place.at("public/b/index.html")).unwrap();
        place.write("public/b/index.html", "mine");
        fs::remove_dir_all(place.at("public/c")).unwrap();
    };
    publish_over_spare(others, &last);
    // A folder becomes a file, and a file a folder.
    let turned = [("a/index.html", "same"), ("b/index.html", "same"), ("c/d", ""), ("index.html/below", "")];
    publish_over_spare(|_| (), &turned);
}

/// How many pages the site of the kill test has, beside those that come and go with its version.
const PAGES: usize = 150;

/// The environment variable that makes [`rebuild_until_killed`] do its work.
const REBUILD: &str = "ANNALS_TEST_REBUILD";

/// The site in one of its versions: a third of the pages change, and some come and go.
fn version(number: usize) -> BTreeMap<String, String> {
    let page = |page: usize| {
        let text = if page.is_multiple_of(3) { format!("version {number}") } else { "as ever".to_owned() };
        (format!("incidents/{page}/index.html"), text)
    };
    let come_and_go = (0..number % 7).map(|page| (format!("only/{number}/{page}.html"), format!("version {number}")));
    let index = ("index.html".to_owned(), number.to_string());
    (0..PAGES).map(page).chain(come_and_go).chain([index]).collect()
}

/// No test by itself: what the kill test starts, to rebuild the site version by version until it is killed.
#[test]
fn rebuild_until_killed() {
    let Some(dir) = std::env::var_os(REBUILD) else { return };
    let dir = PathBuf::from(dir);
    let first = fs::read_to_string(dir.join("public/index.html")).map_or(0, |text| text.parse().unwrap());
    for number in first + 1.. {
        let spare = (number % 4 > 0).then(|| dir.join("cache/tree"));
        let stage = Stage::begin(target(&dir).unwrap()).unwrap().with_spare(spare);
        let files: Vec<_> = version(number).into_iter().collect();
        files.par_iter().for_each(|(path, text)| stage.put(&site(path), text.as_bytes()).unwrap());
        stage.commit().unwrap();
        println!("built");
    }
}

#[test]
fn a_kill_leaves_the_old_site_or_the_new_one() {
    let place = Place::new();
    let first: Vec<_> = version(0).into_iter().collect();
    place.publish(&first.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>()).unwrap();
    place
        .write("public/CNAME", "example.org")
        .write("public/.git/HEAD", "ref")
        .write("public/incidents/7/own.txt", "own");
    place.write("beside.txt", "beside").write("content/a.md", "report").write("public.txt", "near");
    fs::create_dir(place.at("cache")).unwrap();
    let foreign: BTreeMap<_, _> = tree(place.dir.path()).into_iter().filter(|(path, _)| is_foreign(path)).collect();
    assert_eq!(foreign.len(), 6);
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    for _ in 0..40 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "publish::rebuild_until_killed", "--nocapture"])
            .env(REBUILD, place.dir.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // Once it has built one version it is in the middle of the next, and killed at a random moment of it.
        let started = Instant::now();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap().contains("built")));
        let one_build = started.elapsed();
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        std::thread::sleep(Duration::from_nanos(random % (one_build.as_nanos() as u64).max(1)));
        child.kill().unwrap();
        child.wait().unwrap();
        check_after_kill(&place, &foreign);
    }
    drop(place.begin().unwrap());
    let ours = |path: &String| path.starts_with(".public.annals-");
    assert_eq!(tree(place.dir.path()).into_keys().filter(ours).count(), 0);
}

fn is_foreign(path: &str) -> bool {
    let ours = [
        "public/incidents/",
        "public/only/",
        "public/index.html",
        "public/.annals-manifest",
        ".public.annals-",
        "cache/",
    ];
    path.ends_with("own.txt") && !path.starts_with('.') || !ours.iter().any(|start| path.starts_with(start))
}

fn check_after_kill(place: &Place, foreign: &BTreeMap<String, String>) {
    let mut found = tree(place.dir.path());
    for (path, text) in foreign {
        assert_eq!(found.remove(path).as_ref(), Some(text), "{path}");
    }
    assert!(found.remove("public/.annals-manifest").is_some());
    let site: BTreeMap<_, _> =
        found.iter().filter_map(|(path, text)| Some((path.strip_prefix("public/")?, text))).collect();
    let number = site["index.html"].parse().unwrap();
    let expected = version(number);
    assert!(site.into_iter().eq(expected.iter().map(|(path, text)| (path.as_str(), text))), "not version {number}");
}
