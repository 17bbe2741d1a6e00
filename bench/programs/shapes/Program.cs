// SPDX-License-Identifier: MIT
//
// shapes.exe write DIRECTORY         an assembly for each shape; prints shape, unit, and sizes with their bytes of IL
// shapes.exe compile ASSEMBLY NAME   has the method compiled
// shapes.exe time ASSEMBLY NAME N    runs it again and again; prints its result and nanoseconds of processor time per call
using System;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.InteropServices;

static class Program {
	const int Sizes = 5;
	const int Samples = 7;
	const long SampleNanoseconds = 5000000;

	static void Write (Shape shape, string directory)
	{
		var name = new AssemblyName ("shape-" + shape.Name);
		var assembly = AppDomain.CurrentDomain.DefineDynamicAssembly (name, AssemblyBuilderAccess.Save, directory);
		var type = assembly.DefineDynamicModule (name.Name, name.Name + ".dll").DefineType ("Generated",
			TypeAttributes.Public | TypeAttributes.Class);
		string line = shape.Name;
		new Body (type, "Empty").End ();
		for (int i = Sizes; i-- > 0;) {
			int size = (shape.Largest + (1 << i) - 1) >> i;
			var body = new Body (type, "Method" + size);
			shape.Write (body, size);
			line += string.Format (" {0}:{1}", size, body.End ());
		}
		type.CreateType ();
		assembly.Save (name.Name + ".dll");
		Console.WriteLine ("{0} {1}", line, shape.Unit);
	}

	struct Time {
		public long seconds, nanoseconds;
	}

	const int ThreadProcessorTime = 3; // CLOCK_THREAD_CPUTIME_ID

	[DllImport ("libc")]
	static extern int clock_gettime (int clock, out Time time);

	static long Now ()
	{
		Time time;
		clock_gettime (ThreadProcessorTime, out time);
		return time.seconds * 1000000000 + time.nanoseconds;
	}

	static long Measure (Func<Data, int> method, Data data, int rounds)
	{
		long start = Now ();
		for (int i = 0; i < rounds; i++)
			method (data);
		return Now () - start;
	}

	static class Filler<T> {
		public static int Short (int value)
		{
			return value * 3 + 1;
		}

		public static int Long (int value)
		{
			return (value * 3 + 1) ^ (value * 5 + 2);
		}
	}

	static readonly Type[] fillers = { typeof (byte), typeof (sbyte), typeof (short), typeof (ushort), typeof (int),
		typeof (uint), typeof (long), typeof (ulong), typeof (float), typeof (double), typeof (char), typeof (bool) };

	const int FillersOfPage = 101;

	struct Wrapped<T> {
		public T value;
	}

	static Type FillerType (int index)
	{
		return index < fillers.Length ? fillers [index]
			: typeof (Wrapped<>).MakeGenericType (FillerType (index - fillers.Length));
	}

	static void Fill (int from, int count)
	{
		for (int i = from; i < from + count; i++)
			typeof (Filler<>).MakeGenericType (FillerType (i)).GetMethod (i % 2 == 0 ? "Short" : "Long")
				.MethodHandle.GetFunctionPointer ();
	}

	// Where methods lie decides how their branches share what predicts them: the same calls take up to a fifth longer for it.
	// LAYOUT moves both the method and what it calls, to places spread over a page (a filler takes about 40 bytes).
	static void TimeCalls (MethodInfo info, int layout)
	{
		Fill (0, layout * 37 % FillersOfPage);
		info.MethodHandle.GetFunctionPointer ();
		Fill (FillersOfPage, layout * 61 % FillersOfPage);
		var method = (Func<Data, int>) Delegate.CreateDelegate (typeof (Func<Data, int>), info);
		int result = method (new Data ()), rounds = 1;
		var data = new Data ();
		while (Measure (method, data, rounds) < SampleNanoseconds)
			rounds *= 2;
		double best = double.MaxValue;
		for (int i = 0; i < Samples; i++)
			best = Math.Min (best, (double) Measure (method, data, rounds) / rounds);
		Console.WriteLine ("{0} {1:F1}", result, best);
	}

	static int Main (string[] arguments)
	{
		if (arguments.Length == 2 && arguments [0] == "write") {
			foreach (Shape shape in Shape.All)
				Write (shape, arguments [1]);
			return 0;
		}
		MethodInfo method = Assembly.LoadFrom (arguments [1]).GetType ("Generated").GetMethod (arguments [2]);
		if (arguments [0] == "compile")
			method.MethodHandle.GetFunctionPointer ();
		else
			TimeCalls (method, int.Parse (arguments [3]));
		return 0;
	}
}
