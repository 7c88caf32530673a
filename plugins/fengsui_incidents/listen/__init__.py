"""The team's terminal (`fengsui listen`): shows alerts, rings until a person answers, and sends what is answered."""
