//! Watchers read the newest state, however slow they are.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures::{FutureExt as _, StreamExt as _};
use redress_rpc::Watchers;

#[tokio::test]
async fn a_slow_watcher_skips_to_the_newest_state() {
    let watchers = Watchers::new();
    let state = Arc::new(AtomicU32::new(1));
    let read = {
        let state = Arc::clone(&state);
        move || {
            let now = state.load(Ordering::SeqCst);
            async move {
                if now == 9 {
                    Ok(None)
                } else {
                    Ok::<_, ()>(Some(now))
                }
            }
        }
    };
    let mut seen = Box::pin(watchers.follow("ord_1", read));
    assert_eq!(seen.next().await, Some(Ok(1)), "the state now comes first");
    assert!(seen.next().now_or_never().is_none(), "nothing changed");

    for now in [2, 3, 4] {
        state.store(now, Ordering::SeqCst);
        watchers.notify("ord_1");
    }
    watchers.notify("ord_2");
    assert_eq!(seen.next().await, Some(Ok(4)));
    assert!(seen.next().now_or_never().is_none(), "three changes were one");

    state.store(9, Ordering::SeqCst);
    watchers.notify("ord_1");
    assert_eq!(seen.next().await, None);
}

#[tokio::test]
async fn nothing_is_kept_for_keys_that_nobody_watches() {
    let watchers = Watchers::new();
    let (first, second) = (watchers.subscribe("a"), watchers.subscribe("a"));
    assert_eq!(watchers.watched_keys(), 1);
    drop(first);
    assert_eq!(watchers.watched_keys(), 1);
    drop(second);
    watchers.notify("a");
    assert_eq!(watchers.watched_keys(), 0);
}
