"""The agent's branch of the error tree (its root: catalog/errors.py).

TresenError
 ├─ ConfigError           a setting: names the key, the value and what was expected
 ├─ MessageError          what a visitor sent: empty, too long, an unknown conversation
 │   ├─ UnknownConversation
 │   └─ ConversationBusy  a reply is being written in it
 ├─ OrdersDown            the system that knows the orders gives no answer that can be used
 ├─ AgentBusy             more is asked than can be looked for in time; carries `retry_after`
 └─ ModelError
     ├─ ModelFileError    missing, truncated, not a GGUF, more than the machine's memory
     ├─ EngineDown        the engine's process is not there; it is being started again
     ├─ EngineOverloaded  the queue is full; carries `retry_after` in seconds
     └─ GenerationFailed  one reply failed; the others go on
"""

from catalog.errors import TresenError


class ConfigError(TresenError):
    """A setting cannot be used."""


class MessageError(TresenError):
    """A visitor's message cannot be taken. `field` is the part of the request it stands in."""

    def __init__(self, text: str, field: str = "message") -> None:
        super().__init__(text)
        self.field = field


class UnknownConversation(MessageError):
    """There is no such conversation, or it is another visitor's."""


class ConversationBusy(MessageError):
    """A reply is being written in this conversation; one at a time."""


class OrdersDown(TresenError):
    """The system that knows the orders does not answer, or not as it should. Says no customer's
    words: it stands in the log."""


class AgentBusy(TresenError):
    """Too many wait for what is to be said to them. `retry_after` is in seconds."""

    def __init__(self, text: str, retry_after: float) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class ModelError(TresenError):
    """The model cannot be used."""


class ModelFileError(ModelError):
    """The model's file cannot be used."""


class EngineDown(ModelError):
    """The process that holds the model is not there."""


class EngineOverloaded(ModelError):
    """More is waiting than can be answered in time. `retry_after` is in seconds."""

    def __init__(self, text: str, retry_after: float) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class GenerationFailed(ModelError):
    """A reply could not be generated, or not to its end."""
