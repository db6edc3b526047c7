// The network alone: nothing of roomcal, Google or the Arduino account's API key is on the board.
#define SECRET_SSID ""
#define SECRET_OPTIONAL_PASS ""
