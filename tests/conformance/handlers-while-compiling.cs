// Handlers of AssemblyResolve and TypeResolve run when the program looks for something, never because methods are compiled
using System;
using System.Runtime.CompilerServices;

class Refused : Exception {
	public Refused (string message) : base (message) { }
}

class Held<T> {
	public class Failure : Exception {
		public Failure (string message) : base (message) { }
	}
}

static class Callees {
	/* Exceptions in blocks that mini moves behind the method */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Sum (int count, int limit)
	{
		int sum = 0;
		for (int i = 0; i < count; i++) {
			if (i == limit)
				throw new Refused ("limit");
			sum += i;
			if (sum < 0)
				throw new ArgumentException ("sum");
			if (sum > 1000000)
				throw new Held<string>.Failure ("large");
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Names (object value)
	{
		return value is Refused ? typeof (Held<Refused>.Failure).Name : typeof (Held<>).Name;
	}
}

static class Callers {
	public static void Run ()
	{
		Console.WriteLine (Callees.Sum (5, 100));
		Console.WriteLine (Callees.Names (null));
		foreach (int limit in new [] { 3, 2000000 }) {
			try {
				Callees.Sum (10000, limit);
			} catch (Exception e) {
				Console.WriteLine (e);
			}
		}
	}
}

static class Program {
	static void Main ()
	{
		AppDomain.CurrentDomain.TypeResolve += (sender, asked) => {
			Console.WriteLine ("type " + asked.Name);
			return null;
		};
		AppDomain.CurrentDomain.AssemblyResolve += (sender, asked) => {
			Console.WriteLine ("assembly " + asked.Name);
			return null;
		};
		Callers.Run ();
		/* They are there. */
		Console.WriteLine (Type.GetType ("Nothing") == null);
		Console.WriteLine (Type.GetType ("Nothing, Nowhere") == null);
	}
}
