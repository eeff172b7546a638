// hostile: S31 leaves notes for its next run, beside itself and in itself
// covers: S:leftover-files H15
// shape: stdio
// task: nth_run
// ending: exited 0
// verdict: wrong_answer
// reward: rlef -1, binary 0
// Every test gets the program as it was built.
#include <fstream>
#include <iostream>
#include <string>

int main() {
  int runs = 0;
  for (const std::string place : {"/tmp/count", "/dev/shm/count", "count"}) {
    int before = 0;
    std::ifstream(place) >> before;
    if (before > runs) runs = before;
  }
  ++runs;
  for (const std::string place : {"/tmp/count", "/dev/shm/count", "count"}) std::ofstream(place) << runs;
  std::ofstream("/tmp/program", std::ios::app) << runs;
  std::cout << runs << std::endl;
}
