/**
 * What goes out to the world when something changed: one EventBridge-shaped event. The engine hands
 * notifications to the event stream after their commit; where a webhook is configured they are kept as
 * deliveries until it has taken them, so that none is lost in a crash.
 */
export interface Notification {
  /** What it is about: a cluster's id or a training plan's ARN. Events of one subject are delivered in order. */
  readonly subject: string;
  /** The envelope as EventBridge would deliver it. */
  readonly event: BridgeEvent;
}

/** A notification whose envelope is made when somebody first looks: most are never looked at. */
export class LateNotification implements Notification {
  readonly subject: string;
  #made: BridgeEvent | undefined;
  readonly #make: () => BridgeEvent;

  constructor(subject: string, make: () => BridgeEvent) {
    this.subject = subject;
    this.#make = make;
  }

  get event(): BridgeEvent {
    this.#made ??= this.#make();
    return this.#made;
  }
}

export interface BridgeEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: 'aws.sagemaker';
  readonly account: string;
  /** ISO time, to the second. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** A notification that the webhook has not taken yet. */
export interface Delivery extends Notification {
  readonly sequence: number;
}

export const deliveryKey = (sequence: number): string => String(sequence).padStart(16, '0');
