//! The time of each test, for `npm test`, which prints the slowest. libtest measures it on nightly
//! alone.
//!
//! libtest runs each test in a thread of the test's name. A test's time is from its first use of
//! the harness to the end of that thread. It goes to the file that `TEST_TIMES` names, one line a
//! test: milliseconds and the name. Without that variable nothing is measured.

use std::{env, ffi::OsString, fs::File, io::Write, thread, time::Instant};

thread_local! {
    static TIMER: Option<TestTimer> = TestTimer::of_this_thread();
}

/// Begins the time of the test in this thread, unless it has begun.
pub(crate) fn begin() {
    TIMER.with(|_| ());
}

/// It ends, and is written down, with its thread.
struct TestTimer {
    file: OsString,
    test: String,
    began: Instant,
}

impl TestTimer {
    fn of_this_thread() -> Option<Self> {
        let file = env::var_os("TEST_TIMES")?;
        let test = thread::current().name()?.to_owned();
        Some(Self { file, test, began: Instant::now() })
    }
}

impl Drop for TestTimer {
    fn drop(&mut self) {
        let line = format!("{} {}\n", self.began.elapsed().as_millis(), self.test);
        let file = File::options().create(true).append(true).open(&self.file);
        // A time that cannot be written is no reason for a test to fail.
        let _ = file.and_then(|mut file| file.write_all(line.as_bytes()));
    }
}
