// As much of Arduino's core as examples/ use, to check their syntax: nothing of it runs.
#pragma once
#include <cstddef>

#define HIGH 1
#define LOW 0
#define INPUT_PULLUP 2
#define OUTPUT 1
#define LED_BUILTIN 13

class String {
 public:
  String(const char *text = "");
  String &operator=(const char *text);
  size_t length() const;
  friend String operator+(const char *a, const String &b);
  friend String operator+(const String &a, const String &b);
  friend String operator+(const String &a, const char *b);
};

class Stream {
 public:
  void begin(unsigned long baud);
  size_t print(const char *text);
  size_t print(const String &text);
  size_t println(const char *text);
  size_t println(const String &text);
};
extern Stream Serial;

void pinMode(int pin, int mode);
int digitalRead(int pin);
void digitalWrite(int pin, int value);
unsigned long millis();
