//! Turns panics into errors, so that a mistake here ends one call and not the host process.

use std::cell::RefCell;
use std::future::poll_fn;
use std::io::Write;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook};
use std::sync::Once;
use std::task::Poll;

use crate::error::{Error, Result};

thread_local! {
    /// What this thread contains panics for, and where the last one was.
    static WATCH: RefCell<Watch> = const { RefCell::new(Watch { depth: 0, place: None }) };
}

struct Watch {
    depth: u32,
    place: Option<String>,
}

/// Keeps what panics say to itself, for good: it may quote anything, also secrets. Contained ones become errors, of
/// others the place is printed.
pub fn hush() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| set_hook(Box::new(note)));
}

fn note(panic: &PanicHookInfo<'_>) {
    // Builds that are to be small leave the places out, which they say by the line 0.
    let location = panic.location().filter(|location| location.line() > 0);
    let place = location.map(|location| format!("{}:{}", below_crate(location.file()), location.line()));
    let is_contained = WATCH.with_borrow_mut(|watch| {
        if watch.depth > 0 {
            watch.place.clone_from(&place);
        }
        watch.depth > 0
    });
    // Rust's own words for a panic that cannot be contained: the process ends right after.
    let is_end = panic.payload().downcast_ref::<&str>().is_some_and(|words| words.starts_with("panic in a "));
    if !is_contained || is_end {
        let error = Error::Internal { place };
        // Without a standard error there is nobody to tell.
        let _ = writeln!(std::io::stderr(), "error[{}]: {error}", error.code());
    }
}

/// A source file's path from its crate on; what is before it belongs to the machine that built this.
fn below_crate(file: &str) -> &str {
    let separators = ['/', '\\'];
    let source = file.rfind("/src/").or_else(|| file.rfind("\\src\\"));
    let folder = source.map(|end| file[..end].rfind(separators).map_or(0, |separator| separator + 1));
    folder.map_or(file, |start| &file[start..])
}

/// Does something; a panic is an error.
pub fn contain<T>(work: impl FnOnce() -> T) -> Result<T> {
    WATCH.with_borrow_mut(|watch| watch.depth += 1);
    // What was touched is given up with the call.
    let done = catch_unwind(AssertUnwindSafe(work));
    let place = WATCH.with_borrow_mut(|watch| {
        watch.depth -= 1;
        watch.place.take()
    });
    done.map_err(|_| Error::Internal { place })
}

/// Waits for something; a panic is an error.
pub fn contained<T>(work: impl Future<Output = Result<T>>) -> impl Future<Output = Result<T>> {
    let mut work = Box::pin(work);
    poll_fn(move |context| match contain(|| work.as_mut().poll(context)) {
        Ok(poll) => poll,
        Err(error) => Poll::Ready(Err(error)),
    })
}

/// Does something that keeps a thread busy, apart from those that serve other calls; a panic is an error.
pub async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    // Only a runtime that ends gives such work up.
    tokio::task::spawn_blocking(|| contain(work)).await.map_or(Err(Error::Aborted), |done| done?)
}

#[cfg(test)]
mod tests {
    use std::panic::{set_hook, take_hook};
    use std::process::Command;

    use super::{apart, below_crate, contain, contained, hush, note};
    use crate::error::{Error, Result};

    const SAID: &str = "npm_secretOfTheCaller";

    /// Panics as mistakes do, with what is at hand in the message.
    fn slip() -> Result<()> {
        panic!("unexpected {SAID}")
    }

    fn check(done: Result<()>) -> String {
        let error = done.expect_err("it panicked");
        assert_eq!((error.code().as_str(), error.exit_status()), ("EINTERNAL", 1));
        assert!(!format!("{error} {error:?} {:?}", error.hint()).contains(SAID), "{error:?}");
        error.to_string()
    }

    #[tokio::test]
    async fn makes_an_error_of_a_panic_and_keeps_what_it_said_out_of_it() {
        let earlier = take_hook();
        set_hook(Box::new(note));
        let outcomes = [
            contain(slip).and_then(|done| done),
            contained(async { slip() }).await,
            contained(async {
                tokio::task::yield_now().await;
                slip()
            })
            .await,
            apart(slip).await,
            contained(apart(slip)).await,
            contained(async { contain(slip)? }).await,
        ];
        set_hook(earlier);
        let place = format!("a mistake in npm-token at {}:", file!());
        for outcome in outcomes {
            let message = check(outcome);
            assert!(message.starts_with(&place), "{message}");
        }
    }

    const CHILD: &str = "contain::tests::child";

    #[test]
    #[ignore = "the next test runs it in a process of its own"]
    fn child() {
        hush();
        let contained = contain(slip);
        let uncontained = std::thread::spawn(slip).join();
        assert!(contained.is_err() && uncontained.is_err());
    }

    #[test]
    fn prints_the_place_of_a_panic_that_is_not_contained_and_nothing_else() {
        let this = std::env::current_exe().expect("it runs");
        let child =
            Command::new(this).args(["--exact", CHILD, "--ignored", "--nocapture"]).output().expect("it starts");
        let printed = String::from_utf8_lossy(&child.stderr);
        assert!(child.status.success(), "{printed}");
        let place = format!("error[EINTERNAL]: a mistake in npm-token at {}:", file!());
        assert!(printed.starts_with(&place) && printed.lines().count() == 1, "{printed}");
        assert!(!printed.contains(SAID) && !String::from_utf8_lossy(&child.stdout).contains(SAID));
    }

    #[test]
    fn names_source_files_without_the_machine_that_built_them() {
        let cases = [
            ("src/contain.rs", "src/contain.rs"),
            ("/home/me/.cargo/registry/src/index-1a2b/hyper-1.9.0/src/client/mod.rs", "hyper-1.9.0/src/client/mod.rs"),
            ("/rustc/0a1b/library/core/src/option.rs", "core/src/option.rs"),
            (r"C:\cargo\hyper-1.9.0\src\lib.rs", r"hyper-1.9.0\src\lib.rs"),
            ("lib.rs", "lib.rs"),
            ("a/src/b.rs", "a/src/b.rs"),
            ("/src/b.rs", "/src/b.rs"),
        ];
        for (file, expected) in cases {
            assert_eq!(below_crate(file), expected);
        }
    }

    #[tokio::test]
    async fn knows_no_place_of_an_earlier_panic() {
        let quiet = || Err(Error::Aborted);
        assert!(matches!(contain(quiet), Ok(Err::<(), _>(Error::Aborted))));
        assert!(matches!(contained(async { quiet() }).await, Err::<(), _>(Error::Aborted)));
        assert!(matches!(apart(quiet).await, Err::<(), _>(Error::Aborted)));
        assert!(matches!(
            contain(|| std::panic::resume_unwind(Box::new(SAID))),
            Err::<(), _>(Error::Internal { place: None })
        ));
    }

    #[tokio::test]
    async fn hands_on_what_comes_of_work_that_does_not_panic() {
        assert_eq!(contain(|| 5).ok(), Some(5));
        assert_eq!(contained(async { Ok(5) }).await.ok(), Some(5));
        assert_eq!(apart(|| Ok(5)).await.ok(), Some(5));
    }
}
