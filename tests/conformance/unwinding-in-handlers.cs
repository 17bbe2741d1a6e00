// Finally handlers in each other, in a row and in filters, each with exceptions inside of it, remember their own unwinding
using System;

static class Callees {
	public static void Throw (int key)
	{
		if (key % 2 == 0)
			throw new Exception ("e" + key);
	}
}

static class Callers {
	static string trace = "";

	static bool Filter (Exception exception)
	{
		try {
			try {
				Callees.Throw (2);
			} finally {
				trace += "q";
			}
		} catch (Exception) {
			trace += "r";
		}
		return exception.Message.Length > 1;
	}

	static void InHandler (int key)
	{
		try {
			try {
				Callees.Throw (key);
			} finally {
				trace += "a";
				try {
					try {
						Callees.Throw (key + 1);
					} finally {
						trace += "b";
						try {
							try {
								Callees.Throw (0);
							} finally {
								trace += "c";
							}
						} catch (Exception exception) {
							trace += exception.Message;
						}
						try {
							Callees.Throw (key);
						} catch (Exception) {
							trace += "x";
						} finally {
							trace += "d";
						}
					}
				} catch (Exception exception) {
					trace += "[" + exception.Message + "]";
				}
			}
		} finally {
			trace += "f";
			try {
				Callees.Throw (key);
			} catch (Exception exception) when (Filter (exception)) {
				trace += "!";
			} finally {
				trace += "g";
			}
		}
	}

	public static void Main ()
	{
		for (int key = 0; key < 8; key++) {
			try {
				InHandler (key);
				trace += "done";
			} catch (Exception exception) {
				trace += "{" + exception.Message + "}";
			}
			Console.WriteLine (trace);
			trace = "";
		}
	}
}
