package io.logstream.functions.event;

/** Why a record was refused: the value of header {@link DeadLetterHeaders#REASON}. */
public enum DeadReason {
  /** Longer than the limit; the record holds its beginning. */
  TOO_LONG,
  /** Not framed as its protocol asks. */
  BAD_FRAME,
  /** Not of the format that it claims to be, or no text. */
  UNPARSABLE,
  /** An event that the validation rules of its data set reject. */
  INVALID,
  /** An event larger than a record may be once it is normal. */
  TOO_LARGE,
  /** A document that the index does not take, such as one against its mapping. */
  REJECTED_BY_INDEX,
  /** An alert that an output, such as a webhook, does not take. */
  REJECTED_BY_OUTPUT,
  /** LogStream itself failed at it, which is a defect; the error has the place. */
  DEFECT,
  /** A row of a control topic that cannot be applied. */
  INVALID_CONTROL_ROW
}
