//! Deliveries under way.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::task::{Id, JoinSet};

use super::command;
use super::message::message;
use super::webhook::Webhooks;
use crate::duty::{Channel, Clean, Delivery, DeliveryId};

/// Deliveries under way, a task each. They end when this is dropped, and the programs that they run are killed.
///
/// ```no_run
/// # async fn example(outbox: &mut zhiban::duty::Outbox, now: jiff::Timestamp) {
/// let mut couriers = zhiban::notify::Couriers::default();
/// for delivery in outbox.due(now) {
///     couriers.send(delivery);
/// }
/// match couriers.next().await {
///     (id, Ok(())) => outbox.delivered(&id, now),
///     (id, Err(reason)) => outbox.failed(&id, reason, now, fastrand::f64()),
/// }
/// # }
/// ```
#[derive(Debug, Default)]
pub struct Couriers {
    webhooks: Arc<Webhooks>,
    tasks: JoinSet<Result<(), Clean>>,
    ids: HashMap<Id, DeliveryId>,
}

impl Couriers {
    /// Sends a courier on its way; does not wait. Must be called within a tokio runtime.
    ///
    /// What the terminal is to be told is not for couriers: [`ring`](super::ring) gives the bytes to whoever writes to it. Sent here it
    /// comes back as failed.
    pub fn send(&mut self, delivery: Delivery) {
        let id = delivery.id.clone();
        let task = self.tasks.spawn(deliver(delivery, Arc::clone(&self.webhooks)));
        self.ids.insert(task.id(), id);
    }

    /// The next delivery that ended, and why it failed if it did. Waits for ever while none is under way; giving up waiting loses
    /// nothing.
    pub async fn next(&mut self) -> (DeliveryId, Result<(), Clean>) {
        loop {
            let (task, outcome) = match self.tasks.join_next_with_id().await {
                Some(Ok((task, outcome))) => (task, outcome),
                Some(Err(error)) => (error.id(), Err(Clean::new("the delivery broke off"))),
                None => std::future::pending().await,
            };
            if let Some(id) = self.ids.remove(&task) {
                return (id, outcome);
            }
        }
    }

    /// How many are under way.
    #[must_use]
    pub fn under_way(&self) -> usize {
        self.tasks.len()
    }
}

async fn deliver(delivery: Delivery, webhooks: Arc<Webhooks>) -> Result<(), Clean> {
    let Delivery { receiver, owed, .. } = delivery;
    match (owed.channel, &receiver.command) {
        (Channel::Command, Some(argv)) => command::run(argv, &message(&owed), receiver.timeout).await,
        (Channel::Webhook, _) => webhooks.post(&receiver, &owed).await,
        (Channel::Command, None) => Err(Clean::new("no command is configured")),
        (Channel::Terminal, _) => Err(Clean::new("the terminal is told by nobody")),
    }
}
